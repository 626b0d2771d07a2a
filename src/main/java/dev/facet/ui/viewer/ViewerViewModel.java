package dev.facet.ui.viewer;

import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.PicturePart;
import dev.facet.fx.UiThread;
import dev.facet.protocol.Firing;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.HeatState;
import dev.facet.ui.session.ImageQuestion;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.ViewedImages;
import java.time.Duration;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * An image, the region that is painted on it, and the latents that fire there, strongest first. One
 * of them is chosen: its heat map lies over the image.
 */
public final class ViewerViewModel {

  private static final int LATENTS = 100;
  private static final Duration PAINTING_PAUSE = Duration.ofMillis(80);
  private static final String FIRING = "firing";

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final ObjectProperty<Set<Integer>> region = new SimpleObjectProperty<>(Set.of());
  private final ReadOnlyObjectWrapper<Set<Integer>> answered =
      new ReadOnlyObjectWrapper<>(Set.of());
  private final ObservableList<Firing> firing = FXCollections.observableArrayList();
  private final ObjectProperty<@Nullable Firing> chosen = new SimpleObjectProperty<>();
  private final ReadOnlyObjectWrapper<PanelState> state =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyStringWrapper regionText = new ReadOnlyStringWrapper("");
  private final ReadOnlyIntegerWrapper gridWidth = new ReadOnlyIntegerWrapper();
  private final ReadOnlyIntegerWrapper gridHeight = new ReadOnlyIntegerWrapper();
  private final RegionSteering steering;
  private String address = "";
  private boolean updating;

  public ViewerViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    this.steering = new RegionSteering(session, region, messages);
    session.viewedProperty().addListener((o, before, now) -> show(now));
    session.openedProperty().addListener(o -> close());
    session.featureProperty().addListener(o -> chooseFeature());
    region.addListener(o -> ask(PAINTING_PAUSE));
  }

  /** Whether there is an image to show. */
  public BooleanBinding shown() {
    return Bindings.isNotNull(session.viewedProperty());
  }

  /** The images to step through and which of them is shown; null while the viewer is closed. */
  public ReadOnlyObjectProperty<@Nullable ViewedImages> viewedProperty() {
    return session.viewedProperty();
  }

  /** Patches in raster order; empty for the whole image. */
  public ObjectProperty<Set<Integer>> regionProperty() {
    return region;
  }

  /** The region in words. */
  public ReadOnlyStringProperty regionTextProperty() {
    return regionText.getReadOnlyProperty();
  }

  /** The region that the list answers: behind the painted one while it is asked about. */
  public ReadOnlyObjectProperty<Set<Integer>> answeredProperty() {
    return answered.getReadOnlyProperty();
  }

  /** What fires in the region, strongest first. */
  public ObservableList<Firing> firing() {
    return firing;
  }

  /** The latent whose heat map is shown. */
  public ObjectProperty<@Nullable Firing> chosenProperty() {
    return chosen;
  }

  /** Of the list of latents. */
  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** Patches a row; 0 before the first answer. */
  public ReadOnlyIntegerProperty gridWidthProperty() {
    return gridWidth.getReadOnlyProperty();
  }

  public ReadOnlyIntegerProperty gridHeightProperty() {
    return gridHeight.getReadOnlyProperty();
  }

  /** The part of an image that the patches cover. */
  public PicturePart patchPart() {
    return session.patchPart();
  }

  public HeatState heat() {
    return session.heat();
  }

  public void step(int by) {
    ViewedImages viewed = session.viewedProperty().get();
    if (viewed != null) {
      session.view(viewed.step(by));
    }
  }

  public void close() {
    session.view(null);
  }

  /** Back to the whole image. */
  public void clearRegion() {
    region.set(Set.of());
  }

  public void retry() {
    ask(Duration.ZERO);
  }

  /** Takes a latent of the list for the heat map, unless the list itself is changing. */
  public void choose(@Nullable Firing latent) {
    if (!updating && latent != null) {
      chosen.set(latent);
    }
  }

  /** Shows a latent's page. */
  public void open(Firing latent) {
    close();
    session.select(latent.feature());
  }

  /** Steers with what fires here. */
  public RegionSteering steering() {
    return steering;
  }

  /** Shows the features that are like this image or region, in the list. */
  public void findLike(MeaningSearchRequest.Mode mode) {
    ViewedImages viewed = session.viewedProperty().get();
    if (viewed != null) {
      session.ask(
          new ImageQuestion(
              address, viewed.shown().name(), region.get().stream().sorted().toList(), mode));
    }
  }

  /** What a patch is and does, for the line under the image; empty for none. */
  public String describe(int patch) {
    int columns = gridWidth.get();
    if (patch < 0 || columns == 0 || patch >= columns * gridHeight.get()) {
      return "";
    }
    Firing shown = chosen.get();
    String where = messages.text("viewer.patch", patch / columns + 1, patch % columns + 1);
    return shown == null || patch >= shown.heat().size()
        ? where
        : messages.text(
            "viewer.patch.code",
            where,
            shown.feature(),
            shown.label(),
            Figures.fixed(shown.heat().get(patch), 2));
  }

  private void show(@Nullable ViewedImages viewed) {
    if (viewed == null) {
      latest.cancel(FIRING);
      address = "";
      return;
    }
    if (!viewed.shown().address().equals(address)) {
      address = viewed.shown().address();
      if (firing.isEmpty()) {
        state.set(PanelState.loading(messages.text("viewer.loading")));
      }
      region.set(Set.of());
      ask(Duration.ZERO);
    }
  }

  private void ask(Duration pause) {
    describeRegion();
    if (address.isEmpty()) {
      return;
    }
    FiringRequest request =
        new FiringRequest(address, region.get().stream().sorted().toList(), LATENTS);
    Set<Integer> asked = region.get();
    latest.submit(
        FIRING,
        pause,
        () -> worker.firing(request),
        page -> {
          show(page);
          answered.set(asked);
        },
        this::fail);
  }

  private void show(FiringPage page) {
    gridWidth.set(page.gridWidth());
    gridHeight.set(page.gridHeight());
    describeRegion();
    Firing before = chosen.get();
    updating = true;
    firing.setAll(page.latents());
    updating = false;
    state.set(
        firing.isEmpty()
            ? PanelState.empty(
                messages.text("viewer.empty"),
                messages.text(
                    region.get().isEmpty() ? "viewer.empty.image" : "viewer.empty.region"),
                region.get().isEmpty() ? "" : messages.text("viewer.region.clear"))
            : PanelState.READY);
    int wanted = before == null ? session.featureProperty().get() : before.feature();
    chosen.set(null);
    chosen.set(find(wanted));
  }

  private @Nullable Firing find(int feature) {
    return firing.stream()
        .filter(f -> f.feature() == feature)
        .findFirst()
        .orElse(firing.isEmpty() ? null : firing.getFirst());
  }

  private void chooseFeature() {
    int feature = session.featureProperty().get();
    firing.stream().filter(f -> f.feature() == feature).findFirst().ifPresent(chosen::set);
  }

  private void fail(Throwable failure) {
    updating = true;
    firing.clear();
    updating = false;
    chosen.set(null);
    state.set(
        PanelState.failed(
            messages.text("viewer.failed"),
            Problem.sentence(failure),
            messages.text("action.retry")));
  }

  private void describeRegion() {
    int painted = region.get().size();
    int all = gridWidth.get() * gridHeight.get();
    regionText.set(
        painted == 0
            ? messages.text("viewer.region.whole")
            : messages.text("viewer.region.patches", painted, all));
  }

  /** The value that gets the brightest colour. */
  public double heatMax() {
    Firing shown = chosen.get();
    if (shown == null) {
      return 0;
    }
    return shown.heat().stream().mapToDouble(Float::doubleValue).max().orElse(0);
  }
}
