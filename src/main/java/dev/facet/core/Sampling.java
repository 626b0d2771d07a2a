package dev.facet.core;

/**
 * How the next token is drawn.
 *
 * @param temperature 0 is greedy: the most probable token, ties to the lower id
 * @param topP keep the smallest set of tokens whose probability reaches this; 1 keeps all
 * @param topK keep this many tokens; 0 keeps all
 * @param seed of the random numbers; greedy ignores it
 */
public record Sampling(double temperature, double topP, int topK, long seed) {

  public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

  public Sampling {
    if (!(temperature >= 0) || !(topP > 0 && topP <= 1) || topK < 0) {
      throw FacetException.badInput(
          "Sampling needs temperature >= 0, 0 < top-p <= 1 and top-k >= 0, found "
              + temperature
              + ", "
              + topP
              + ", "
              + topK);
    }
  }

  public boolean greedy() {
    return temperature == 0;
  }
}
