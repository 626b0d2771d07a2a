package dev.facet.cli;

import dev.facet.core.FacetException;
import dev.facet.worker.MeasuringModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --prompt}, the same for all commands that measure. */
final class PromptOption {

  private static final String USUAL = "describe the image .";

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "The question to a language model; figures depend on it where they are those of the first answer token (default:"
              + " '"
              + USUAL
              + "').")
  private @Nullable String text;

  /**
   * What is asked; nothing where nobody answers.
   *
   * @throws FacetException when a question was given and nobody answers
   */
  String asked(MeasuringModel model) {
    if (!model.answers()) {
      refuse("--prompt", text, model);
      return "";
    }
    return text == null ? USUAL : text;
  }

  /**
   * Refuses what only a language model understands.
   *
   * @param value of the option, or null where it was not given
   * @throws FacetException when it was given, and the model writes no text
   */
  static void refuse(String option, @Nullable Object value, MeasuringModel model) {
    if (value != null && !model.answers()) {
      throw FacetException.badInput(
          option
              + " is for a language model, and "
              + model.meter().provenance(null).model()
              + " is an encoder that writes no text: leave "
              + option
              + " out");
    }
  }
}
