package dev.facet.fx;

import java.io.File;
import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/** The system's clipboard. */
public final class SystemClipboard {

  private SystemClipboard() {}

  /** Puts a text on it. */
  public static void put(String text) {
    ClipboardContent content = new ClipboardContent();
    content.putString(text);
    Clipboard.getSystemClipboard().setContent(content);
  }

  /** What it holds of pictures. */
  public static Pasted pictures() {
    return pictures(Clipboard.getSystemClipboard());
  }

  /** What a clipboard, or a board of something dragged, holds of pictures. */
  public static Pasted pictures(Clipboard board) {
    Image image = board.hasImage() ? board.getImage() : null;
    String text = board.hasString() ? board.getString() : null;
    return new Pasted(
        image == null || image.isError() ? null : () -> PngEncoder.encode(image),
        board.hasFiles() ? board.getFiles().stream().map(File::getPath).toList() : List.of(),
        text == null ? "" : text.strip());
  }
}
