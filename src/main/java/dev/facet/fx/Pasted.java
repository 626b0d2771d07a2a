package dev.facet.fx;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the clipboard, or something that is dragged, holds of pictures.
 *
 * @param png a picture without a file, made into a PNG file's bytes when asked, on any thread; null
 *     for none
 * @param files paths
 * @param text empty for none
 */
public record Pasted(@Nullable Supplier<byte[]> png, List<String> files, String text) {
  public Pasted {
    files = List.copyOf(files);
  }
}
