package dev.facet.sae;

/** What is done to activations before they are encoded, and undone to reconstructions. */
public enum InputNorm {
  /** Nothing. */
  NONE("none"),
  /** (x - mean) / (std + 1e-5), std over D - 1; undone as times std plus mean, without the eps. */
  LAYER_NORM("layer_norm"),
  /** x sqrt(D) / |x|; undone by the same factor. */
  CONSTANT_NORM("constant_norm_rescale");

  private final String word;

  InputNorm(String word) {
    this.word = word;
  }

  /** The libraries' own word. */
  public String word() {
    return word;
  }
}
