package dev.facet.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What memory the machine has, where it says so. */
final class MachineMemory {

  private static final Path INFO = Path.of("/proc/meminfo");

  private MachineMemory() {}

  /** Bytes in all, or -1. */
  static long total() {
    return read("MemTotal:");
  }

  /** Bytes that new work can have without others suffering, or -1. */
  static long available() {
    return read("MemAvailable:");
  }

  private static long read(String key) {
    try {
      if (Files.isReadable(INFO)) {
        for (String line : Files.readAllLines(INFO)) {
          if (line.startsWith(key)) {
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
          }
        }
      }
      return -1;
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }
}
