package dev.facet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path temp;

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = temp.resolve("a.txt");
    AtomicFile.write(file, "old".getBytes(StandardCharsets.UTF_8));
    assertThrows(
        FacetException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(65);
                  throw new IOException("the disk is gone");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), list());
  }

  @Test
  void aWrittenFileIsAsOpenToOthersAsAnyOther() throws IOException {
    Path plain = Files.writeString(temp.resolve("plain"), "x");
    assumeTrue(Files.getFileStore(plain).supportsFileAttributeView("posix"));
    Path file = temp.resolve("atomic");
    AtomicFile.write(file, new byte[] {1});
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(file));
  }

  /** A pipe is written into; moving a file over it would leave its reader waiting for ever. */
  @Test
  void aPipeStaysAPipe() throws IOException, InterruptedException {
    Path pipe = temp.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    AtomicFile.write(pipe, "through".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "through", new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(List.of(pipe), list());
  }

  private List<Path> list() throws IOException {
    try (var entries = Files.list(temp)) {
      return entries.toList();
    }
  }
}
