package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.HookPoint;
import dev.facet.model.ModelFolder;
import dev.facet.steering.EffectMeter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model and an SAE, loaded to measure edits. Belongs to the thread that opened it. */
public interface MeasuringModel extends AutoCloseable {

  /**
   * Loads a model that writes captions, or an encoder of images and texts alone.
   *
   * @param folder of the model
   * @param sae folder or file
   * @param arithmetic wanted; {@link #arithmetic} says what it came to
   * @throws dev.facet.core.FacetException when a part is missing or damaged, they do not go
   *     together, or the model is an encoder of images alone
   */
  static MeasuringModel open(Path folder, Path sae, Arithmetic arithmetic) {
    return ModelFolder.isEncoder(folder)
        ? LoadedEncoder.open(folder, sae, arithmetic)
        : LoadedModel.open(folder, sae, arithmetic);
  }

  /** What measures. */
  EffectMeter meter();

  /** Whether it writes text. */
  boolean answers();

  /** What the networks compute in. */
  Arithmetic.Choice arithmetic();

  /**
   * Where the SAE reads.
   *
   * @param wanted named by the person, or null for what the SAE's files say
   * @throws dev.facet.core.FacetException when nobody says it
   */
  HookPoint site(@Nullable HookPoint wanted);

  /** Number of latents of the SAE that is loaded. */
  int latents();

  /** D at a site of the vision tower or the language model. */
  int width(HookPoint site);

  @Override
  void close();
}
