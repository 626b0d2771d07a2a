package dev.facet.app;

import java.io.File;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import org.jspecify.annotations.Nullable;

/** A folder may be dropped anywhere on the window. */
final class FolderDrop {

  private final Consumer<Path> onFolder;

  private FolderDrop(Consumer<Path> onFolder) {
    this.onFolder = onFolder;
  }

  static void accept(Scene scene, Consumer<Path> onFolder) {
    FolderDrop drop = new FolderDrop(onFolder);
    scene.setOnDragOver(drop::over);
    scene.setOnDragDropped(drop::dropped);
  }

  private void over(DragEvent e) {
    if (folder(e) != null) {
      e.acceptTransferModes(TransferMode.COPY);
      e.consume();
    }
  }

  private void dropped(DragEvent e) {
    File folder = folder(e);
    if (folder != null) {
      onFolder.accept(folder.toPath());
      e.setDropCompleted(true);
      e.consume();
    }
  }

  private static @Nullable File folder(DragEvent e) {
    return e.getDragboard().getFiles().stream().filter(File::isDirectory).findFirst().orElse(null);
  }
}
