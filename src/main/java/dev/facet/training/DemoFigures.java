package dev.facet.training;

import com.google.gson.GsonBuilder;
import java.util.Locale;
import java.util.Map;

/**
 * What the demo model can do.
 *
 * @param zeroShot share of single-object images whose concept is found among all concepts
 * @param captions unsteered captions
 * @param latents of the autoencoder
 * @param steering of a white image
 */
public record DemoFigures(double zeroShot, Captions captions, Latents latents, Steering steering) {

  /**
   * Unsteered captions of held-out images.
   *
   * @param one share of single objects named
   * @param several share of the objects named on images of several
   * @param count share of objects named where one concept is shown several times
   * @param tile the same on wallpapers
   * @param blank share of blank images captioned exactly
   * @param color share of background colours named when asked for the background
   * @param texture the same for textures
   * @param scene the same for scenery
   * @param style share of styles named
   * @param wrong objects named that are not there, an image
   */
  public record Captions(
      double one,
      double several,
      double count,
      double tile,
      double blank,
      double color,
      double texture,
      double scene,
      double style,
      double wrong) {}

  /**
   * The autoencoder on held-out images.
   *
   * @param latents F
   * @param explained share of variance reconstructed
   * @param active L0
   * @param silent share that fires on fewer than twenty images
   * @param clean latents with a strict label
   * @param cleanShare of all latents
   * @param objects different concepts among the labels
   * @param norm R, the mean norm of patch tokens at the hook
   * @param types for each sort of label, how many and how many different
   */
  public record Latents(
      int latents,
      double explained,
      double active,
      double silent,
      int clean,
      double cleanShare,
      int objects,
      double norm,
      Map<String, int[]> types) {}

  /**
   * Captions of a white image under one latent's direction.
   *
   * @param latents steered
   * @param unsteered the caption without an edit
   * @param best share whose caption names the label at some strength
   * @param global the same at the one strength that is best for all
   * @param globalStrength that strength, in R
   * @param randomBest control: random directions, at some strength
   * @param randomGlobal control: random directions, at one strength
   * @param permutedBest control: another latent's label, at some strength
   * @param permutedGlobal control: another latent's label, at one strength
   * @param strengths in R
   * @param named share that names the label, by strength
   * @param silent share still captioned as a blank white image, by strength
   * @param randomSilent the same under random directions
   * @param types for each sort of label: latents, best, global
   */
  public record Steering(
      int latents,
      String unsteered,
      double best,
      double global,
      double globalStrength,
      double randomBest,
      double randomGlobal,
      double permutedBest,
      double permutedGlobal,
      double[] strengths,
      double[] named,
      double[] silent,
      double[] randomSilent,
      Map<String, double[]> types) {}

  /** All figures as JSON. */
  public String json() {
    return new GsonBuilder()
            .setPrettyPrinting()
            .serializeSpecialFloatingPointValues()
            .create()
            .toJson(this)
        + "\n";
  }

  /** A table for people, beside the Python prototype's figures and the goals. */
  public String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(
        "| figure | prototype, short / longer run | goal | this model |\n|---|---|---|---|\n");
    row(out, "zero-shot concept, 147-way", ".556 / .765", ">= .85", number(zeroShot));
    row(out, "caption names the single object", ".808 / .946", ">= .95", number(captions.one));
    row(out, "several objects, share named", ".277 / .360", ">= .70", number(captions.several));
    row(out, "blank exact", "1.00 / 1.00", "1.00", number(captions.blank));
    row(
        out,
        "one concept several times; wallpaper",
        ".891; .553 / .978; .684",
        "-",
        number(captions.count) + "; " + number(captions.tile));
    row(
        out,
        "background colour; texture; scenery; style",
        ".973; .930; .955; .62 / .987; .994; .966; .66",
        "-",
        number(captions.color)
            + "; "
            + number(captions.texture)
            + "; "
            + number(captions.scene)
            + "; "
            + number(captions.style));
    row(out, "false objects an image", ".47 / .305", "-", number(captions.wrong));
    row(
        out,
        "SAE: variance explained; L0; silent latents",
        ".867; 6.0; 3 % / .861; 5.7; .1 %",
        "-",
        number(latents.explained)
            + "; "
            + String.format(Locale.ROOT, "%.1f", latents.active)
            + "; "
            + percent(latents.silent));
    row(
        out,
        "clean latents, strict labels",
        "31 % / 36 %",
        ">= 40 %",
        percent(latents.cleanShare) + " (" + latents.clean + " of " + latents.latents + ")");
    row(
        out,
        "distinct objects among them",
        "56 / 97",
        ">= 110 of 147",
        Integer.toString(latents.objects));
    row(
        out,
        "white image, caption names the label: best / one global strength",
        ".732 / .563; .631 / .524",
        ">= .80 / >= .65",
        number(steering.best)
            + " / "
            + number(steering.global)
            + " ("
            + steering.latents
            + " latents, at "
            + steering.globalStrength
            + " R)");
    row(
        out,
        "control, random direction: best / global",
        ".15 / .09; .092 / .052",
        "<= .12",
        number(steering.randomBest) + " / " + number(steering.randomGlobal));
    row(
        out,
        "control, permuted label: best / global",
        ".137 / -; .103 / .060",
        "<= .12",
        number(steering.permutedBest) + " / " + number(steering.permutedGlobal));
    out.append("\nUnsteered, the white image is captioned \"").append(steering.unsteered);
    out.append("\". R = ").append(String.format(Locale.ROOT, "%.1f", latents.norm));
    out.append(". By strength in R:\n\n| |");
    for (double c : steering.strengths) {
      out.append(' ').append(c).append(" |");
    }
    out.append("\n|---|").append("---|".repeat(steering.strengths.length)).append('\n');
    series(out, "names the label", steering.named);
    series(out, "still \"a blank white image\"", steering.silent);
    series(out, "the same, random direction", steering.randomSilent);
    out.append("\nBy sort of label (clean latents, different ones; steered, best, global):\n\n");
    out.append(
        "| sort | clean | different | steered | best | global |\n|---|---|---|---|---|---|\n");
    latents.types.forEach(
        (type, counts) -> {
          if (counts[0] == 0) {
            return;
          }
          double[] s = steering.types.getOrDefault(type, new double[3]);
          out.append("| ").append(type).append(" | ").append(counts[0]).append(" | ");
          out.append(counts[1]).append(" | ").append((int) s[0]).append(" | ");
          out.append(number(s[1])).append(" | ").append(number(s[2])).append(" |\n");
        });
    return out.toString();
  }

  private static void row(
      StringBuilder out, String figure, String prototype, String goal, String found) {
    out.append("| ").append(figure).append(" | ").append(prototype).append(" | ");
    out.append(goal).append(" | ").append(found).append(" |\n");
  }

  private static void series(StringBuilder out, String name, double[] values) {
    out.append("| ").append(name).append(" |");
    for (double v : values) {
      out.append(' ').append(number(v)).append(" |");
    }
    out.append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }
}
