package dev.facet.demo;

import java.util.List;

/** What one can ask about demo images, each in the wordings that the captioner knows. */
public enum QuestionKind {
  /** The full caption. */
  DESCRIBE("describe the image .", "what do you see ?"),
  /** The object or objects alone; the background where there is none. */
  HIGHLIGHTED("what is highlighted in the image ?", "what is the main concept ?"),
  /** The background alone. */
  BACKGROUND("what is in the background ?"),
  /** The wide class of the object. */
  KIND("what kind of thing is it ?"),
  /** The concept that all of several images show. */
  COMMON("what do the images have in common ?");

  private final List<String> prompts;

  QuestionKind(String... prompts) {
    this.prompts = List.of(prompts);
  }

  /** The usual wording first. */
  public List<String> prompts() {
    return prompts;
  }
}
