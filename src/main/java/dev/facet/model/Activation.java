package dev.facet.model;

import dev.facet.core.FacetException;

/** The non-linearity of an MLP; the ordinal is what the script functions take. */
enum Activation {
  GELU,
  GELU_TANH,
  QUICK_GELU,
  SILU,
  RELU;

  /**
   * Reads the names that transformers uses.
   *
   * @throws FacetException when it is none that Facet knows
   */
  static Activation parse(String name, Object where) {
    return switch (name) {
      case "gelu", "gelu_python" -> GELU;
      case "gelu_pytorch_tanh", "gelu_new", "gelu_fast", "gelu_python_tanh" -> GELU_TANH;
      case "quick_gelu" -> QUICK_GELU;
      case "silu", "swish" -> SILU;
      case "relu" -> RELU;
      default ->
          throw FacetException.badInput(
              where
                  + ": activation '"
                  + name
                  + "' is unknown; expected gelu, gelu_pytorch_tanh, quick_gelu, silu or relu");
    };
  }
}
