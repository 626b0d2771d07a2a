package dev.facet.checkpoint;

import java.util.Set;

/** Which names of Python no pickle of weights has a use for. */
final class PickleNames {

  /** Modules of which nothing that is not listed in SAFE belongs in a file of weights. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "__builtin__",
          "builtins",
          "os",
          "posix",
          "nt",
          "posixpath",
          "ntpath",
          "sys",
          "subprocess",
          "commands",
          "shutil",
          "socket",
          "runpy",
          "importlib",
          "imp",
          "pty",
          "ctypes",
          "code",
          "codeop",
          "pickle",
          "cPickle",
          "_pickle",
          "marshal",
          "types",
          "dill",
          "cloudpickle",
          "webbrowser",
          "platform",
          "operator",
          "_operator",
          "functools",
          "asyncio",
          "multiprocessing",
          "threading",
          "_thread",
          "signal",
          "tempfile",
          "io",
          "_io",
          "urllib",
          "http",
          "requests",
          "pip",
          "setuptools",
          "bdb",
          "pdb",
          "cProfile",
          "profile",
          "timeit",
          "trace",
          "inspect",
          "pkgutil",
          "zipimport",
          "site",
          "atexit",
          "gc",
          "shelve",
          "smtplib",
          "ftplib",
          "telnetlib",
          "xmlrpc",
          "ssl",
          "sqlite3",
          "logging",
          "unittest",
          "doctest",
          "distutils",
          "venv",
          "ensurepip",
          "concurrent",
          "faulthandler",
          "linecache");

  /** Harmless names of those modules. */
  private static final Set<String> SAFE =
      Set.of(
          "set",
          "frozenset",
          "list",
          "dict",
          "tuple",
          "object",
          "int",
          "float",
          "str",
          "bool",
          "complex",
          "bytes",
          "bytearray",
          "slice",
          "range",
          "NoneType",
          "SimpleNamespace");

  private PickleNames() {}

  /** Whether looking the name up could run code. */
  static boolean dangerous(String module, String name) {
    int dot = module.indexOf('.');
    String top = dot < 0 ? module : module.substring(0, dot);
    return DANGEROUS.contains(top) && !SAFE.contains(name);
  }
}
