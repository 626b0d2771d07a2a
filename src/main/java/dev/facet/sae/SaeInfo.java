package dev.facet.sae;

import dev.facet.checkpoint.DType;
import dev.facet.core.HookPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an SAE is, as its files say.
 *
 * @param path folder or file
 * @param library that wrote it: {@code dictionary_learning}, {@code SAELens}, {@code ViT-Prisma},
 *     sparsify, {@code saev}, {@code Gemma Scope}
 * @param formatVersion as the files state it, or null
 * @param architecture the library's own name, such as {@code BatchTopKSAE}
 * @param dIn width of the activations that are encoded, D
 * @param dOut width of the reconstruction; differs from {@code dIn} for some transcoders
 * @param latents number of latents, F
 * @param sparsity the encoder rule
 * @param preBias true when the decoder bias is subtracted from the input
 * @param norm what is done to the input first
 * @param transcoder true when it predicts another activation than it reads: it can be looked at,
 *     but its reconstruction is none of its input
 * @param dtype of the stored encoder
 * @param parameters number of stored weights
 * @param hook where its activations come from, or null where the files do not say or the name is
 *     unknown
 * @param hookName the library's spelling, or null
 * @param model name of the model as the files state it, or null
 * @param towerFingerprint of the vision tower it was trained on (written by Facet), or null
 * @param fingerprint of its weights
 * @param groupSizes of a Matryoshka SAE: latents of each nested level, else empty
 * @param options switches that change numbers and are on, by the libraries' names: {@code
 *     rescale_acts_by_decoder_norm}, {@code normalize_decoder}, {@code skip_connection}, {@code
 *     hook_z} (the heads of an attention output are joined first)
 * @param warnings what was assumed or looks wrong, one sentence each
 */
public record SaeInfo(
    String path,
    String library,
    @Nullable String formatVersion,
    String architecture,
    int dIn,
    int dOut,
    int latents,
    Sparsity sparsity,
    boolean preBias,
    InputNorm norm,
    boolean transcoder,
    DType dtype,
    long parameters,
    @Nullable HookPoint hook,
    @Nullable String hookName,
    @Nullable String model,
    @Nullable String towerFingerprint,
    String fingerprint,
    List<Integer> groupSizes,
    List<String> options,
    List<String> warnings) {

  public SaeInfo {
    groupSizes = List.copyOf(groupSizes);
    options = List.copyOf(options);
    warnings = List.copyOf(warnings);
  }

  /** The k of a rule that counts, or what a threshold rule was trained with; null where unknown. */
  public @Nullable Integer k() {
    return sparsity.k();
  }

  /** The scalar threshold at inference, or null. */
  public @Nullable Double threshold() {
    return sparsity.threshold();
  }
}
