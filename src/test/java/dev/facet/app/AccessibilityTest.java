package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.facet.app.settings.Preferences;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import dev.facet.ui.steering.StripView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Control;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole window without a mouse and without a picture: names for all that takes the focus. */
class AccessibilityTest {

  /** More than there are stops of the Tab key in the window. */
  private static final int MOST_STOPS = 200;

  @TempDir Path folder;
  private WindowStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new WindowStage(folder, 1024);
    stage.open();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void all_that_takes_the_focus_has_a_name_in_every_panel() throws Exception {
    FacetWindow window = stage.window();
    Set<String> nameless = new TreeSet<>();
    look("window", nameless);
    for (Section section : Section.values()) {
      stage.fx(() -> window.feature().sectionProperty().set(section));
      look("feature " + section, nameless);
    }
    stage.fx(() -> window.chart().distribution().shownProperty().set(true));
    look("all features", nameless);
    stage.fx(() -> window.steering().controls().wantedProperty().set(true));
    stage.fx(() -> window.steering().edits().addRandom(1));
    stage.fx(() -> window.steering().runs().pin());
    stage.fx(() -> window.shell().steering().strip().show(StripView.Section.PINNED));
    look("steering", nameless);
    stage.fx(() -> window.feature().view(window.feature().top(), window.feature().top().get(1)));
    stage.until(() -> !window.shell().viewer().list().getItems().isEmpty());
    look("viewer", nameless);
    stage.fx(() -> window.session().view(null));
    stage.fx(() -> window.compare().compare(folder));
    stage.fx(() -> window.compare().shownProperty().set(true));
    stage.until(() -> !window.compare().matches().isEmpty());
    look("comparison", nameless);
    stage.fx(() -> window.compare().shownProperty().set(false));
    stage.fx(() -> window.about().openProperty().set(true));
    stage.until(() -> !window.about().skipped().isEmpty());
    look("about", nameless);
    stage.fx(() -> window.about().openProperty().set(false));
    for (Step step : Step.values()) {
      stage.fx(window.newStudy()::begin);
      stage.fx(() -> window.newStudy().stepProperty().set(step));
      look("new study " + step, nameless);
    }
    stage.fx(() -> window.newStudy().openProperty().set(false));
    stage.fx(window.palette()::open);
    look("palette", nameless);
    stage.fx(window.palette()::close);
    stage.fx(() -> window.settingsOpenProperty().set(true));
    look("settings", nameless);
    stage.fx(() -> window.settingsOpenProperty().set(false));
    stage.fx(() -> window.jobs().openProperty().set(true));
    look("jobs", nameless);
    stage.fx(() -> window.jobs().openProperty().set(false));
    stage.fx(() -> window.session().problems().openProperty().set(true));
    look("errors", nameless);
    stage.fx(() -> window.session().problems().openProperty().set(false));
    stage.fx(window::toggleStart);
    look("start", nameless);
    assertEquals(Set.of(), nameless);
  }

  @Test
  void the_tab_key_goes_through_all_panels_from_left_to_right_and_comes_back() {
    ShellView shell = stage.window().shell();
    stage.fx(() -> stage.window().theme(Preferences.Theme.DARK));
    stage.fx(() -> shell.features().focusList());
    List<Node> stops = new ArrayList<>();
    Node first = stage.get(() -> shell.getScene().getFocusOwner());
    Node now = first;
    for (int i = 0; i < MOST_STOPS; i++) {
      Node here = now;
      int[] focused = look(here);
      stage.robot.press(KeyCode.TAB).release(KeyCode.TAB);
      assertFalse(Arrays.equals(focused, look(here)), "the focus is not seen at " + here);
      now = stage.get(() -> shell.getScene().getFocusOwner());
      if (now == first) {
        break;
      }
      assertFalse(stops.contains(now), "the focus is caught at " + now + " after " + stops.size());
      stops.add(now);
    }
    List<Integer> panels =
        stops.stream().map(stop -> panel(shell, stop)).filter(p -> p > 0).distinct().toList();
    assertEquals(List.of(1, 2, 3, 4), panels, "features, feature, chart, steering");
    Set<String> left = new TreeSet<>();
    stage.fx(
        () ->
            focusable(shell).stream()
                .filter(node -> node != first && !stops.contains(node))
                .filter(node -> !isReachedByArrows(node, stops))
                .forEach(node -> left.add(describe(node))));
    assertEquals(Set.of(), left, "what the Tab key does not reach");
  }

  @Test
  void arrow_keys_choose_within_a_group_of_buttons() {
    FacetWindow window = stage.window();
    stage.fx(() -> window.shell().feature().lookup(".left-pill").requestFocus());
    stage.robot.press(KeyCode.RIGHT).release(KeyCode.RIGHT);
    assertEquals(Section.QUANTILES, stage.get(window.feature().sectionProperty()::get));
    stage.robot.press(KeyCode.SPACE).release(KeyCode.SPACE);
    assertEquals(Section.QUANTILES, stage.get(window.feature().sectionProperty()::get));
    stage.robot.press(KeyCode.LEFT).release(KeyCode.LEFT);
    assertEquals(Section.TOP, stage.get(window.feature().sectionProperty()::get));
  }

  /** The pixels of a node as it stands. */
  private int[] look(Node node) {
    return stage.get(
        () -> {
          WritableImage image = node.snapshot(null, null);
          int width = (int) image.getWidth();
          int height = (int) image.getHeight();
          int[] argb = new int[width * height];
          image
              .getPixelReader()
              .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
          return argb;
        });
  }

  /** The Tab key stops at a group once, at the button that is on. */
  private static boolean isReachedByArrows(Node node, List<Node> stops) {
    return node instanceof ToggleButton button
        && button.getToggleGroup() != null
        && button.getToggleGroup().getSelectedToggle() instanceof ToggleButton on
        && stops.contains(on);
  }

  private static int panel(ShellView shell, Node node) {
    List<Node> panels = List.of(shell.features(), shell.feature(), shell.chart(), shell.steering());
    for (Node at = node; at != null; at = at.getParent()) {
      if (panels.contains(at)) {
        return panels.indexOf(at) + 1;
      }
    }
    return 0;
  }

  private void look(String where, Set<String> nameless) {
    stage.fx(
        () -> {
          Parent root = stage.window().shell().getScene().getRoot();
          root.applyCss();
          root.layout();
          for (Node node : focusable(root)) {
            String text = node instanceof Labeled labeled ? labeled.getText() : "";
            if (isBlank(node.getAccessibleText()) && isBlank(text)) {
              nameless.add(where + ": " + describe(node));
            }
            if (node instanceof ButtonBase button
                && isBlank(text)
                && !(button.getGraphic() instanceof Pane)
                && (button.getTooltip() == null || isBlank(button.getTooltip().getText()))) {
              nameless.add(where + ", an icon without a tooltip: " + describe(node));
            }
          }
        });
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static String describe(Node node) {
    String text = node instanceof Labeled labeled ? labeled.getText() : "";
    return node.getClass().getSimpleName() + " " + node.getId() + " " + text + node.getStyleClass();
  }

  /** All on show that takes the focus, but for what a control is made of. */
  private static List<Node> focusable(Node node) {
    List<Node> found = new ArrayList<>();
    collect(node, found);
    return found;
  }

  private static void collect(Node node, List<Node> found) {
    if (!node.isVisible() || node instanceof ScrollBar) {
      return;
    }
    if (node.isFocusTraversable() && !node.isDisabled() && !(node instanceof IndexedCell)) {
      found.add(node);
    }
    boolean whole =
        node instanceof Control
            && !(node instanceof ListView)
            && !(node instanceof TableView)
            && !(node instanceof ScrollPane)
            && !(node instanceof SplitPane)
            && !(node instanceof IndexedCell);
    if (!whole && node instanceof Parent parent) {
      parent.getChildrenUnmodifiable().forEach(child -> collect(child, found));
    }
  }
}
