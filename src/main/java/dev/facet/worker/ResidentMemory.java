package dev.facet.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process holds. */
final class ResidentMemory {
  private static final Path LINUX = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Resident bytes on Linux; elsewhere what the JVM alone holds, which is less. */
  static long bytes() {
    if (Files.isReadable(LINUX)) {
      try {
        for (String line : Files.readAllLines(LINUX)) {
          if (line.startsWith("VmRSS:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
          }
        }
      } catch (IOException | NumberFormatException e) {
        // The kernel's file is not what it should be: the JVM's own figure is still true.
      }
    }
    return Runtime.getRuntime().totalMemory();
  }
}
