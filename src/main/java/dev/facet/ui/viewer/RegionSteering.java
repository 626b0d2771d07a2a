package dev.facet.ui.viewer;

import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.fx.Messages;
import dev.facet.protocol.Firing;
import dev.facet.ui.session.EditList;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.ViewedImages;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.value.ObservableValue;

/** Steers with what fires on the viewed image: everywhere, or in the painted region alone. */
public final class RegionSteering {

  private final Session session;
  private final ObservableValue<Set<Integer>> region;
  private final Messages messages;

  /**
   * @param region patches in raster order; empty for the whole image
   */
  RegionSteering(Session session, ObservableValue<Set<Integer>> region, Messages messages) {
    this.session = session;
    this.region = region;
    this.messages = messages;
  }

  /** Whether what an edit does can be measured: else there is nothing to steer for. */
  public BooleanBinding possible() {
    return session.measurable();
  }

  /** Steers with a latent on this image, in the painted region where there is one. */
  public void with(Firing latent) {
    if (possible().get()) {
      takeImage();
      session.select(latent.feature());
      whereItWasPainted();
    }
  }

  /** Steers with a latent beside whatever is applied, in the painted region where there is one. */
  public void beside(Firing latent) {
    add(
        latent,
        "steering.beside.done",
        (edits, site) -> {
          edits.addBeside(latent.label(), Direction.latent(latent.feature()), site);
          whereItWasPainted();
        });
  }

  /**
   * Takes a latent away from what the model sees of this image: its code becomes 0 and the SAE's
   * error stays, beside whatever else is applied.
   */
  public void zero(Firing latent) {
    add(
        latent,
        "viewer.zeroed",
        (edits, site) ->
            edits.add(
                latent.label(),
                new Intervention(
                    site,
                    Intervention.Mode.CLAMP_KEEP_ERROR,
                    0,
                    Direction.latent(latent.feature()),
                    positions(),
                    Intervention.During.PREFILL)));
  }

  private void add(Firing latent, String done, BiConsumer<EditList, HookPoint> line) {
    session
        .site()
        .filter(site -> possible().get())
        .ifPresent(
            site -> {
              takeImage();
              line.accept(session.steering().edits(), site);
              session.messageProperty().set(messages.text(done, latent.feature(), latent.label()));
            });
  }

  /** Steers on the image on show. */
  private void takeImage() {
    ViewedImages viewed = session.viewedProperty().get();
    if (viewed != null) {
      String address = viewed.shown().address();
      session.steering().images().name(address, viewed.shown().name());
      session.steering().imageProperty().set(address);
    }
  }

  private void whereItWasPainted() {
    EditList edits = session.steering().edits();
    edits.changeActive(
        rule ->
            region.getValue().isEmpty() && rule.positions().kind() != Positions.Kind.MASK
                ? rule
                : rule.withPositions(positions()));
  }

  private Positions positions() {
    Set<Integer> painted = region.getValue();
    return painted.isEmpty()
        ? Positions.ALL
        : Positions.mask(List.of(painted.stream().sorted().toList()));
  }
}
