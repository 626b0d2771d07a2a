package dev.facet.index;

import dev.facet.core.Arithmetic;
import dev.facet.core.HookPoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to make a study of.
 *
 * @param name what a person calls it
 * @param model folder of a dual encoder or of a vision-language model
 * @param encoder folder of a dual encoder with the same vision tower, for labels and image
 *     embeddings of a model that has no text tower; null where there is none
 * @param sae folder or file
 * @param site where the SAE reads, or null for the one that its files name
 * @param images folder, nested as it may be
 * @param vocabulary words for labels and steerability; empty for the list beside the images, or
 *     else the built-in one
 * @param out the study's folder; one that was begun with the same parts is taken up
 * @param arithmetic of the networks
 */
public record IndexSpec(
    String name,
    Path model,
    @Nullable Path encoder,
    Path sae,
    @Nullable HookPoint site,
    Path images,
    List<String> vocabulary,
    Path out,
    Arithmetic arithmetic) {

  /** In fp32. */
  public IndexSpec(
      String name,
      Path model,
      @Nullable Path encoder,
      Path sae,
      @Nullable HookPoint site,
      Path images,
      List<String> vocabulary,
      Path out) {
    this(name, model, encoder, sae, site, images, vocabulary, out, Arithmetic.FP32);
  }

  public IndexSpec {
    vocabulary = List.copyOf(vocabulary);
  }
}
