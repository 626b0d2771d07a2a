package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.app.settings.Preferences.Theme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.Background;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text can be read in both themes: 4.5 to 1 at least (WCAG 2.2, success criterion 1.4.3). */
class ContrastTest {

  private static final double LEAST = 4.5;

  /** Text and the grounds that it stands on in facet.css. */
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("-color-fg-default", "-color-bg-default"),
          List.of("-color-fg-default", "-color-bg-subtle"),
          List.of("-color-fg-default", "-color-bg-overlay"),
          List.of("-color-fg-default", "-color-accent-subtle"),
          List.of("-color-fg-default", "-color-warning-subtle"),
          List.of("-color-fg-default", "-color-danger-subtle"),
          List.of("-color-fg-muted", "-color-bg-default"),
          List.of("-color-fg-muted", "-color-bg-subtle"),
          List.of("-color-fg-muted", "-color-bg-overlay"),
          List.of("-color-accent-fg", "-color-bg-default"),
          List.of("-color-danger-fg", "-color-bg-default"),
          List.of("-color-danger-fg", "-color-bg-subtle"),
          List.of("-color-danger-fg", "-color-danger-subtle"),
          List.of("-color-warning-fg", "-color-bg-overlay"),
          List.of("-color-fg-emphasis", "-color-accent-emphasis"));

  @TempDir Path folder;

  @Test
  void text_stands_out_in_light_and_dark() throws Exception {
    List<String> poor = new ArrayList<>();
    try (WindowStage stage = new WindowStage(folder, 50)) {
      stage.open();
      for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
        stage.fx(
            () -> {
              stage.window().theme(theme);
              Region probe = new Region();
              stage.window().shell().getChildren().add(probe);
              Color page = colour(probe, "-color-bg-default");
              for (List<String> pair : PAIRS) {
                Color ground = over(colour(probe, pair.getLast()), page);
                double contrast = contrast(over(colour(probe, pair.getFirst()), ground), ground);
                if (contrast < LEAST) {
                  poor.add(
                      "%s %s on %s: %.2f"
                          .formatted(theme, pair.getFirst(), pair.getLast(), contrast));
                }
              }
              stage.window().shell().getChildren().remove(probe);
            });
      }
    }
    assertEquals(List.of(), poor);
  }

  @Test
  void the_chosen_row_keeps_its_ground_when_the_list_has_the_focus() throws Exception {
    try (WindowStage stage = new WindowStage(folder, 50)) {
      stage.open();
      ShellView shell = stage.window().shell();
      for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
        stage.fx(() -> stage.window().theme(theme));
        stage.fx(() -> shell.steering().ruler().requestFocus());
        Color quiet = stage.get(() -> middle(shell));
        stage.fx(() -> shell.features().focusList());
        assertEquals(quiet, stage.get(() -> middle(shell)), theme + "");
      }
    }
  }

  /** What lies behind the text of the chosen feature's row: all fills, one over the other. */
  private static Color middle(ShellView shell) {
    shell.applyCss();
    Region row = (Region) shell.features().lookup(".table-row-cell:selected");
    Color ground = (Color) shell.features().getBackground().getFills().getFirst().getFill();
    for (BackgroundFill fill : row.getBackground().getFills()) {
      ground = over((Color) fill.getFill(), ground);
    }
    return ground;
  }

  private static Color colour(Region probe, String name) {
    probe.setStyle("-fx-background-color: " + name + ";");
    probe.applyCss();
    Background ground = probe.getBackground();
    return (Color) ground.getFills().getFirst().getFill();
  }

  /** A colour that lets through, on a ground that does not. */
  private static Color over(Color top, Color ground) {
    return ground.interpolate(
        Color.color(top.getRed(), top.getGreen(), top.getBlue()), top.getOpacity());
  }

  /** Contrast ratio of WCAG 2.2. */
  private static double contrast(Color a, Color b) {
    double first = luminance(a);
    double second = luminance(b);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  /** Relative luminance of WCAG 2.2. */
  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
  }
}
