package dev.facet.explain;

import com.google.gson.JsonObject;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The questions. Their constraints are those of Ferrando et al.: one element, from a plain pattern
 * to an abstract idea, in one sentence, the general reading first; the words are ours. A study's
 * own stand in its {@value #FILE}.
 *
 * @param blank of a steered white, grey or noisy image
 * @param black of a steered black image
 * @param masked of several images whose other patches are black
 * @param overlay of several images under their heat maps
 * @param maskedOne of one such image
 * @param overlayOne of one such image
 */
public record ExplainPrompts(
    String blank,
    String black,
    String masked,
    String overlay,
    String maskedOne,
    String overlayOne) {

  /** The file of a study that holds its own questions. */
  public static final String FILE = "explain-prompts.json";

  private static final String ELEMENT =
      " It may be anything between a plain pattern and an abstract idea.";
  private static final String ANSWER =
      " Say in one clear sentence what it is: if it is abstract, say so, else describe the pattern;"
          + " prefer the most general reading that fits.";

  /** For models that follow instructions. */
  public static final ExplainPrompts GENERAL =
      new ExplainPrompts(
          "This image highlights one visual or semantic element."
              + ELEMENT
              + ANSWER
              + " Begin with: The highlighted element in the image is a",
          "This is a black image with one element highlighted. Name the element in three to five"
              + " words and nothing else; do not mention the black.",
          "These images highlight one visual or semantic element that they share."
              + ELEMENT
              + " Everything but the patches that show it is masked, which makes the images look"
              + " pixelated."
              + ANSWER
              + " Give one description for all images and do not mention the masking. Begin with:"
              + " The highlighted element in the images is a",
          "These images highlight one visual or semantic element that they share."
              + ELEMENT
              + " A green heat map lies over the patches that show it."
              + ANSWER
              + " Give one description for all images and do not mention the heat map. Begin with:"
              + " The highlighted element in the images is a",
          "This image highlights one visual or semantic element."
              + ELEMENT
              + " Everything but the patches that show it is masked, which makes the image look"
              + " pixelated."
              + ANSWER
              + " Do not mention the masking. Begin with: The highlighted element in the image is a",
          "This image highlights one visual or semantic element."
              + ELEMENT
              + " A green heat map lies over the patches that show it."
              + ANSWER
              + " Do not mention the heat map. Begin with: The highlighted element in the image is"
              + " a");

  /** One question about one image, one about several, whatever is done to them. */
  public static ExplainPrompts plain(String one, String several) {
    return new ExplainPrompts(one, one, several, several, one, one);
  }

  /** The same question always. */
  public static ExplainPrompts always(String question) {
    return plain(question, question);
  }

  /**
   * The questions of a study: those that its file names, else the given ones.
   *
   * @throws FacetException when the file is no JSON object of texts or names an unknown question
   */
  public ExplainPrompts orOfStudy(Path study) {
    Path file = study.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return this;
    }
    JsonFile json = JsonFile.read(file);
    JsonObject root = json.root();
    Set<String> known = Set.of("blank", "black", "masked", "overlay", "maskedOne", "overlayOne");
    for (String key : root.keySet()) {
      if (!known.contains(key)) {
        throw FacetException.badInput(
            file
                + " names the question '"
                + key
                + "', expected some of "
                + known.stream().sorted().toList());
      }
    }
    return new ExplainPrompts(
        json.string("blank", blank),
        json.string("black", black),
        json.string("masked", masked),
        json.string("overlay", overlay),
        json.string("maskedOne", maskedOne),
        json.string("overlayOne", overlayOne));
  }

  String of(ExplainMethod method, Presentation presentation, boolean separately, String baseImage) {
    if (!method.shows()) {
      return baseImage.equals("black") ? black : blank;
    }
    return switch (presentation) {
      case MASKED -> separately ? maskedOne : masked;
      case OVERLAY -> separately ? overlayOne : overlay;
    };
  }
}
