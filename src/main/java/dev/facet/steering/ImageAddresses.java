package dev.facet.steering;

import dev.facet.core.FacetException;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageFiles;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Images by address: blank ones, images of the study, files. */
final class ImageAddresses {

  private static final String CORPUS = "corpus:";

  private final Function<String, RgbImage> corpus;
  private final int[] blankSize;

  /**
   * @param corpus image by id
   * @param blankSize width and height of blank images
   */
  ImageAddresses(Function<String, RgbImage> corpus, int[] blankSize) {
    this.corpus = corpus;
    this.blankSize = blankSize.clone();
  }

  RgbImage read(String address) {
    if (BlankImages.isBlank(address)) {
      return BlankImages.parse(address, blankSize[0], blankSize[1]);
    }
    if (address.startsWith(CORPUS)) {
      return corpus.apply(address.substring(CORPUS.length()));
    }
    return ImageReader.read(path(address));
  }

  /** The address itself, or those of all images of a folder. */
  List<String> expand(String address) {
    if (BlankImages.isBlank(address)
        || address.startsWith(CORPUS)
        || !Files.isDirectory(path(address))) {
      return List.of(address);
    }
    return ImageFiles.in(path(address)).stream().map(Path::toString).toList();
  }

  /** Changes when the image behind an address does. */
  String key(String address) {
    if (BlankImages.isBlank(address) || address.startsWith(CORPUS)) {
      return address;
    }
    Path file = path(address);
    try {
      return address + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw FacetException.notFound(
          "There is no image "
              + address
              + "; expected white, black, grey, noise:SEED, corpus:ID or an image file");
    }
  }

  private static Path path(String address) {
    try {
      return Path.of(address);
    } catch (InvalidPathException e) {
      throw FacetException.badInput("'" + address + "' is no file name", e);
    }
  }
}
