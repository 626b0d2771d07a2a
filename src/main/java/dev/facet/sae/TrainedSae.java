package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import java.util.Map;

/**
 * The result of training, to be written in the libraries' formats.
 *
 * @param architecture the family
 * @param dIn width D
 * @param latents F
 * @param encoder {@code [F, D]} row by row
 * @param encoderBias {@code [F]}
 * @param decoder {@code [F, D]}: row i is the direction of latent i
 * @param decoderBias {@code [D]}; subtracted from the input of all but JumpReLU
 * @param k latents a token that training aimed at; 0 for ReLU and JumpReLU
 * @param thresholds one for all latents (BatchTopK, Matryoshka), F of them (JumpReLU), else empty
 * @param groupSizes of a Matryoshka SAE, else empty
 * @param hook where the activations come from
 * @param model name of the model folder
 * @param towerFingerprint fingerprint of its vision tower
 * @param training further facts for the configuration: steps, seed, learning rate, figures
 */
public record TrainedSae(
    Architecture architecture,
    int dIn,
    int latents,
    float[] encoder,
    float[] encoderBias,
    float[] decoder,
    float[] decoderBias,
    int k,
    float[] thresholds,
    int[] groupSizes,
    HookPoint hook,
    String model,
    String towerFingerprint,
    Map<String, Number> training) {

  /** The families that are trained. */
  public enum Architecture {
    RELU("AutoEncoder", "StandardTrainer"),
    TOPK("AutoEncoderTopK", "TopKTrainer"),
    BATCHTOPK("BatchTopKSAE", "BatchTopKTrainer"),
    MATRYOSHKA("MatryoshkaBatchTopKSAE", "MatryoshkaBatchTopKTrainer"),
    JUMPRELU("JumpReluAutoEncoder", "JumpReluTrainer");

    private final String dictClass;
    private final String trainerClass;

    Architecture(String dictClass, String trainerClass) {
      this.dictClass = dictClass;
      this.trainerClass = trainerClass;
    }

    String dictClass() {
      return dictClass;
    }

    String trainerClass() {
      return trainerClass;
    }

    boolean hasOneThreshold() {
      return this == BATCHTOPK || this == MATRYOSHKA;
    }
  }

  public TrainedSae {
    int expected =
        architecture.hasOneThreshold() ? 1 : architecture == Architecture.JUMPRELU ? latents : 0;
    if (encoder.length != dIn * latents
        || decoder.length != dIn * latents
        || encoderBias.length != latents
        || decoderBias.length != dIn
        || thresholds.length != expected) {
      throw FacetException.badInput(
          "The arrays of a "
              + architecture
              + " SAE do not fit D = "
              + dIn
              + " and F = "
              + latents
              + " with "
              + expected
              + " thresholds");
    }
    training = Map.copyOf(training);
  }
}
