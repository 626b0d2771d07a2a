package dev.facet.ui.steering;

import dev.facet.core.Positions;
import dev.facet.fx.Messages;
import dev.facet.fx.PicturePart;
import dev.facet.fx.picture.PictureViewport;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.PromptImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The patches of the marked image, to paint those that the active intervention edits. */
final class MaskPainter extends VBox {

  private static final double SIDE = 320;
  private static final int PICTURE_SIDE = 640;

  private final EditsViewModel edits;
  private final PictureViewport viewport = new PictureViewport();
  private final int images;
  private final int image;
  private boolean showing;

  MaskPainter(
      EditsViewModel edits,
      StudyInfo study,
      PicturePart part,
      PromptImages images,
      Pictures pictures,
      Messages messages) {
    super(8);
    this.edits = edits;
    this.images = images.allProperty().get().size();
    this.image = images.markedProperty().get();
    String address = images.allProperty().get().get(image);
    getStyleClass().add("small-form");
    int patches = study.gridWidth() * study.gridHeight();
    viewport.setPrefSize(SIDE, SIDE);
    viewport.setMinSize(SIDE, SIDE);
    viewport.setGrid(study.gridWidth(), study.gridHeight(), part);
    viewport.setAccessibleText(messages.text("mask.title"));
    var _ = pictures.get(address, PICTURE_SIDE).thenAccept(viewport::setImage);
    Label count = new Label();
    count.getStyleClass().add("muted");
    show();
    viewport
        .selectionProperty()
        .subscribe(
            painted -> {
              count.setText(messages.text("mask.count", painted.size(), patches));
              if (!showing) {
                take(painted);
              }
            });
    Button none = button(messages.text("mask.none"), Set.of());
    Button all =
        button(
            messages.text("mask.all"),
            IntStream.range(0, patches).boxed().collect(Collectors.toCollection(TreeSet::new)));
    Button invert = new Button(messages.text("mask.invert"));
    invert.setOnAction(
        e -> {
          Set<Integer> painted = viewport.selectionProperty().get();
          viewport
              .selectionProperty()
              .set(
                  IntStream.range(0, patches)
                      .filter(p -> !painted.contains(p))
                      .boxed()
                      .collect(Collectors.toCollection(TreeSet::new)));
        });
    Label title = new Label(messages.text("mask.title"));
    title.getStyleClass().add("section-title");
    Label hint = new Label(messages.text("mask.hint"));
    hint.setWrapText(true);
    hint.setMaxWidth(SIDE);
    hint.getStyleClass().add("muted");
    HBox.setHgrow(count, Priority.ALWAYS);
    count.setMaxWidth(Double.MAX_VALUE);
    HBox tools = new HBox(8, count, all, invert, none);
    tools.getStyleClass().add("strength-row");
    getChildren().addAll(title, viewport, tools, hint);
  }

  void focus() {
    viewport.requestFocus();
  }

  private Button button(String text, Set<Integer> patches) {
    Button button = new Button(text);
    button.setOnAction(e -> viewport.selectionProperty().set(patches));
    return button;
  }

  /** What the active intervention edits now. */
  private void show() {
    Edit active = edits.activeProperty().get();
    List<List<Integer>> masks = active == null ? null : active.intervention().positions().patches();
    showing = true;
    viewport
        .selectionProperty()
        .set(masks == null || masks.size() <= image ? Set.of() : new TreeSet<>(masks.get(image)));
    showing = false;
  }

  private void take(Set<Integer> painted) {
    Edit active = edits.activeProperty().get();
    List<List<Integer>> before =
        active == null ? null : active.intervention().positions().patches();
    List<List<Integer>> masks = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      boolean kept = before != null && before.size() == images;
      masks.add(i == image ? List.copyOf(painted) : kept ? before.get(i) : List.of());
    }
    boolean none = masks.stream().allMatch(List::isEmpty);
    edits.setPositions(none ? Positions.ALL : Positions.mask(masks));
  }
}
