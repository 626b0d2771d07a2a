package dev.facet.steering;

import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Questions made ready for the model; the latest are kept with their pixels. */
final class Questions {

  private static final int KEPT = 64;

  private final VisionLanguageModel model;
  private final ImageAddresses addresses;
  private final Map<String, Question> kept = Recent.map(KEPT);

  Questions(VisionLanguageModel model, ImageAddresses addresses) {
    this.model = model;
    this.addresses = addresses;
  }

  /**
   * @param images addresses
   * @param caches false reads everything anew
   */
  Question of(List<String> images, String prompt, boolean caches) {
    String imagesKey = String.join("\n", images.stream().map(addresses::key).toList());
    String key = imagesKey + "\n\n" + prompt;
    Question known = caches ? kept.get(key) : null;
    if (known == null) {
      List<PixelValues> pixels = pixels(images, imagesKey, caches);
      known = new Question(imagesKey, key, pixels, prompt(prompt, pixels));
      if (caches) {
        kept.put(key, known);
      }
    }
    return known;
  }

  private List<PixelValues> pixels(List<String> images, String imagesKey, boolean caches) {
    if (caches) {
      for (Question other : kept.values()) {
        if (other.imagesKey().equals(imagesKey)) {
          return other.images();
        }
      }
    }
    return images.stream().map(a -> model.pixels(addresses.read(a))).toList();
  }

  /**
   * Token ids of a question.
   *
   * @throws FacetException when tokenizer and language model do not go together
   */
  Prompt prompt(String question, List<PixelValues> images) {
    Prompt prompt = model.prompt(question, images);
    int largest = IntStream.of(prompt.ids()).max().orElse(0);
    if (largest >= model.language().vocabulary()) {
      throw FacetException.mismatch(
          "The tokenizer of "
              + model.info().name()
              + " writes token "
              + largest
              + "; its language model knows tokens below "
              + model.language().vocabulary());
    }
    return prompt;
  }

  /** How many tokens an answer may have: a prompt leaves what the context has beyond it. */
  int budget(Question question, int wanted) {
    int prompt = question.prompt().length();
    int context = model.language().context();
    if (prompt >= context) {
      throw FacetException.badInput(
          "The prompt has "
              + prompt
              + " tokens, images included; this language model was made for "
              + context
              + " tokens in all");
    }
    return Math.min(wanted, context - prompt);
  }
}
