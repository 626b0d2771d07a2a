package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.PilResampler;
import dev.facet.image.RgbImage;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImagePage;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.ImageRow;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.SkippedImages;
import dev.facet.workspace.ImageRecord;
import dev.facet.workspace.Page;
import dev.facet.workspace.Study;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Images by address, and those of the open study's corpus. Safe to use from any thread; scaled
 * pictures are kept, the least recently used go first.
 */
final class ImageService {
  private static final String CORPUS = "corpus:";
  private static final int LARGEST_SIDE = 4096;
  private static final long CACHE_BYTES = 48L << 20;

  private final StudyService studies;
  private final ByteLru<ScaledAddress, ImageData> scaled =
      new ByteLru<>(CACHE_BYTES, data -> data.base64().length());

  /** A picture of a study at one size. */
  private record ScaledAddress(Path study, String address, int side) {}

  ImageService(StudyService studies) {
    this.studies = studies;
  }

  ImagePage page(ImageQuery query) {
    Page<ImageRecord> page =
        studies.study().images().page(query.text(), query.offset(), query.limit());
    return new ImagePage(
        page.total(),
        page.rows().stream().map(i -> new ImageRow(i.id(), i.name(), i.caption())).toList());
  }

  /** Files that were left out of the study, and why. */
  SkippedImages skipped() {
    return new SkippedImages(
        studies.study().images().skipped().stream()
            .map(s -> new SkippedImages.Skipped(s.name(), s.problem()))
            .toList());
  }

  /**
   * A picture whose longer side is at most {@code side} pixels, as PNG.
   *
   * @throws FacetException when the address names no picture or its file is not one
   */
  ImageData pixels(PixelsRequest request) {
    int side = request.side();
    if (side < 1 || side > LARGEST_SIDE) {
      throw FacetException.badInput(
          "A picture's side must be 1 to " + LARGEST_SIDE + " pixels, found " + side);
    }
    String address = request.address();
    if (BlankImages.isBlank(address)) {
      return encode(BlankImages.parse(address, side, side));
    }
    if (!address.startsWith(CORPUS)) {
      return encode(scale(ImageReader.read(file(address)), side)); // the file may change: not kept
    }
    ScaledAddress key = new ScaledAddress(studies.study().folder(), address, side);
    ImageData kept = scaled.get(key);
    if (kept == null) {
      kept = encode(scale(ImageReader.read(file(address)), side));
      scaled.put(key, kept);
    }
    return kept;
  }

  /**
   * The file behind {@code corpus:ID} or a path.
   *
   * @throws FacetException when there is none
   */
  Path file(String address) {
    if (address.startsWith(CORPUS)) {
      Study study = studies.study();
      try {
        return study.images().file(Long.parseLong(address.substring(CORPUS.length())));
      } catch (NumberFormatException e) {
        throw FacetException.badInput(
            "'" + address + "' must name an image's number, such as corpus:17", e);
      }
    }
    try {
      return Path.of(address);
    } catch (InvalidPathException e) {
      throw FacetException.badInput("'" + address + "' is not a path of an image file", e);
    }
  }

  private static RgbImage scale(RgbImage image, int side) {
    int longer = Math.max(image.width(), image.height());
    if (longer <= side) {
      return image;
    }
    int width = Math.max(1, Math.round((float) image.width() * side / longer));
    int height = Math.max(1, Math.round((float) image.height() * side / longer));
    return PilResampler.resize(image, width, height, PilResampler.Filter.BILINEAR);
  }

  private static ImageData encode(RgbImage image) {
    return new ImageData(
        image.width(), image.height(), Base64.getEncoder().encodeToString(ImageWriter.png(image)));
  }
}
