package dev.facet.cli;

import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.worker.TextMasks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet mask}: where in an image is what a text says? */
@Command(
    name = "mask",
    header = "Where in an image is what a text says? (CLIPSeg)",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes the probability of every pixel as a grey PNG and prints how much of the image lies above one half.",
    footer = {
      "",
      "Example:",
      "  facet mask clipseg-rd64 --image photo.jpg --text 'a dog' --out dog.png"
    })
final class MaskCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Folder of a CLIPSeg (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(names = "--image", required = true, paramLabel = "FILE", description = "The image.")
  private Path image = Path.of("");

  @Option(names = "--text", required = true, paramLabel = "TEXT", description = "What to look for.")
  private String text = "";

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      description = "Where to write the mask, in the model's resolution.")
  private @Nullable Path out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    RgbImage picture = ImageReader.read(image);
    try (TextMasks masks = TextMasks.open(model)) {
      TextMasks.Mask mask = masks.of(picture, List.of(text)).getFirst();
      if (out != null) {
        ImageWriter.png(grey(mask), out);
      }
      int on = 0;
      float most = 0;
      for (float p : mask.probabilities()) {
        on += p > 0.5 ? 1 : 0;
        most = Math.max(most, p);
      }
      PrintWriter console = spec.commandLine().getOut();
      console.println(
          String.format(
              Locale.ROOT,
              "%.1f %% of the image lies above one half, the largest probability is %.3f",
              100.0 * on / mask.probabilities().length,
              most));
      console.flush();
      return 0;
    }
  }

  private static RgbImage grey(TextMasks.Mask mask) {
    byte[] rgb = new byte[3 * mask.probabilities().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * mask.probabilities()[i / 3]);
    }
    return new RgbImage(mask.width(), mask.height(), rgb);
  }
}
