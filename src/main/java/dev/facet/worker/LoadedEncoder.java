package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.model.ModelFolder;
import dev.facet.steering.EffectMeter;
import dev.facet.steering.EmbeddingSteering;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An encoder of images and texts by itself, as the command line measures it. */
final class LoadedEncoder implements MeasuringModel {

  private final LoadedTower tower;
  private final EmbeddingSteering steering;

  private LoadedEncoder(LoadedTower tower, EmbeddingSteering steering) {
    this.tower = tower;
    this.steering = steering;
  }

  /**
   * Loads it.
   *
   * @throws FacetException when a part is missing or damaged, or the encoder has no text tower
   */
  static LoadedEncoder open(Path folder, Path sae, Arithmetic arithmetic) {
    if (!ModelFolder.isDualEncoder(folder)) {
      throw noTexts(folder);
    }
    SteeringSubject subject = SteeringSubject.alone(folder, sae);
    LoadedTower tower = LoadedTower.ofEncoder(folder, subject, arithmetic);
    return new LoadedEncoder(tower, tower.embedding(subject).orElseThrow(() -> noTexts(folder)));
  }

  private static FacetException noTexts(Path folder) {
    return FacetException.badInput(
        "What an edit does is measured beside texts: "
            + folder
            + " is an encoder of images alone, expected one with a text tower, such as CLIP or SigLIP, or a model that"
            + " writes captions");
  }

  @Override
  public EffectMeter meter() {
    return steering;
  }

  @Override
  public boolean answers() {
    return false;
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return tower.arithmetic();
  }

  @Override
  public HookPoint site(@Nullable HookPoint wanted) {
    return tower.site(wanted);
  }

  @Override
  public int latents() {
    return tower.latents();
  }

  @Override
  public int width(HookPoint site) {
    return tower.model().vision().width();
  }

  @Override
  public void close() {
    steering.close();
    tower.close();
  }
}
