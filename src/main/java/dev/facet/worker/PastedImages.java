package dev.facet.worker;

import dev.facet.checkpoint.Fingerprint;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.protocol.ImageAddress;
import dev.facet.protocol.KeepImageRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Pictures from the clipboard as files, so that a caption of one can be asked again by a command.
 * The same picture is kept once.
 */
final class PastedImages {
  private static final String NAME = "pasted picture";

  private final Path folder;

  /**
   * @param folder made with the first picture
   */
  PastedImages(Path folder) {
    this.folder = folder;
  }

  /**
   * Keeps a picture as PNG, its pixels unchanged.
   *
   * @throws FacetException when the bytes are no picture
   */
  ImageAddress keep(KeepImageRequest request) {
    RgbImage image = ImageReader.read(bytes(request.base64()), NAME);
    byte[] png = ImageWriter.png(image);
    Path file =
        folder.resolve(
            "pasted-" + Fingerprint.ofText(Base64.getEncoder().encodeToString(png)) + ".png");
    if (!Files.exists(file)) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw FacetException.badInput(
            "The pasted picture cannot be kept in " + folder + ": " + e.getMessage(), e);
      }
      AtomicFile.write(file, png);
    }
    return new ImageAddress(file.toString());
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw FacetException.badInput("The pasted picture did not arrive whole", e);
    }
  }
}
