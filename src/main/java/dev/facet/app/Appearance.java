package dev.facet.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import dev.facet.app.settings.Preferences;
import dev.facet.fx.Look;
import dev.facet.fx.ScaledStyle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.text.Font;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the theme to the whole program and follows the system where the person wants that. */
final class Appearance {

  private static final Logger LOG = LoggerFactory.getLogger(Appearance.class);
  private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");
  private static final String STYLE_SHEET = "/dev/facet/assets/facet.css";
  private static final String FONTS = "/com/formdev/flatlaf/fonts/roboto/Roboto-";

  private static final int USUAL_SIZE = 13;

  private final Look look;
  private final List<Scene> scenes = new ArrayList<>();
  private int fontSize = USUAL_SIZE;
  private Preferences.Theme theme = Preferences.Theme.SYSTEM;

  Appearance(Look look) {
    this.look = look;
    for (String style : List.of("Regular", "Italic", "Medium", "Bold", "BoldItalic")) {
      loadFont(style);
    }
    Platform.getPreferences().colorSchemeProperty().addListener(o -> apply(theme));
  }

  /** Gives a scene our own style sheet on top of the theme. */
  void dress(Scene scene) {
    scenes.add(scene);
    scene.getStylesheets().add(styleSheet(fontSize));
    look.darkProperty().subscribe(dark -> scene.getRoot().pseudoClassStateChanged(DARK, dark));
  }

  /** Changes the size of all text. */
  void fontSize(int size) {
    fontSize = size;
    look.textScaleProperty().set((double) size / USUAL_SIZE);
    scenes.forEach(s -> s.getStylesheets().setAll(styleSheet(size)));
  }

  /** Stills what moves, or follows the system again. */
  void motion(Preferences.Motion motion) {
    scenes.forEach(
        s ->
            s.getPreferences()
                .setReducedMotion(motion == Preferences.Motion.REDUCED ? Boolean.TRUE : null));
  }

  /** Our own style sheet in the usual size. */
  static String styleSheet() {
    return Objects.requireNonNull(Appearance.class.getResource(STYLE_SHEET)).toExternalForm();
  }

  private static String styleSheet(int size) {
    if (size == USUAL_SIZE) {
      return styleSheet();
    }
    try (InputStream css = Appearance.class.getResourceAsStream(STYLE_SHEET)) {
      String text = new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
      return ScaledStyle.address(ScaledStyle.scale(text, (double) size / USUAL_SIZE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void apply(Preferences.Theme newTheme) {
    theme = newTheme;
    boolean dark =
        switch (newTheme) {
          case LIGHT -> false;
          case DARK -> true;
          case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    Application.setUserAgentStylesheet(
        dark
            ? new PrimerDark().getUserAgentStylesheetBSS()
            : new PrimerLight().getUserAgentStylesheetBSS());
    look.darkProperty().set(dark);
  }

  private static void loadFont(String style) {
    try (InputStream font = Appearance.class.getResourceAsStream(FONTS + style + ".ttf")) {
      if (font == null || Font.loadFont(font, 13) == null) {
        LOG.warn("Font Roboto {} could not be loaded; the system's font is used", style);
      }
    } catch (IOException e) {
      LOG.warn("Font Roboto {} could not be read; the system's font is used", style, e);
    }
  }
}
