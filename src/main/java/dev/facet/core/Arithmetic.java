package dev.facet.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the matrices of a network are kept and multiplied. The person chooses; whatever was used is
 * named by {@link Provenance#arithmetic()}, and results of different arithmetic are never mixed.
 */
public enum Arithmetic {
  /** Everything in fp32: the default, and what the other modes are measured against. */
  FP32,
  /**
   * The matrices of the layers and of the output head rounded to fp16, everything else, activations
   * above all, in fp32. An error of 2e-4 a product.
   */
  FAST,
  /** Matrices and their inputs in bf16, sums in fp32, where the CPU has instructions for it. */
  BF16;

  /** The word on the command line and in every result. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of a word.
   *
   * @throws FacetException when there is none
   */
  public static Arithmetic parse(String word) {
    for (Arithmetic arithmetic : values()) {
      if (arithmetic.word().equalsIgnoreCase(word)) {
        return arithmetic;
      }
    }
    throw FacetException.badInput(
        "There is no arithmetic '"
            + word
            + "'; expected "
            + Arrays.stream(values()).map(Arithmetic::word).collect(Collectors.joining(", ")));
  }

  /**
   * What a network computes in.
   *
   * @param used the mode
   * @param reason why it is not the mode that was asked for, one sentence; empty where it is
   */
  public record Choice(Arithmetic used, String reason) {

    /** What was asked for, or the reference that needs no asking. */
    public static Choice of(Arithmetic used) {
      return new Choice(used, "");
    }
  }
}
