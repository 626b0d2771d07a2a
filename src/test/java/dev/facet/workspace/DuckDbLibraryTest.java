package dev.facet.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DuckDbLibraryTest {

  @TempDir private Path folder;

  @Test
  void copies_of_processes_long_gone_are_deleted_and_others_left_alone() throws Exception {
    Path old = Files.writeString(folder.resolve("libduckdb_java1.so"), "old");
    Path young = Files.writeString(folder.resolve("libduckdb_java2.so"), "young");
    Path other = Files.writeString(folder.resolve("libother1.so"), "other");
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Files.setLastModifiedTime(old, longAgo);
    Files.setLastModifiedTime(other, longAgo);
    DuckDbLibrary.tidy(folder);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young));
    assertTrue(Files.exists(other));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_own_copy_is_gone_once_it_is_loaded() throws Exception {
    DuckDbLibrary.load();
    DuckDbLibrary.load();
    List<String> mapped =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("libduckdb_java"))
            .toList();
    assertFalse(mapped.isEmpty());
    assertEquals(List.of(), mapped.stream().filter(line -> !line.endsWith("(deleted)")).toList());
  }
}
