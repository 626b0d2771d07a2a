package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.app.action.FacetAction;
import dev.facet.app.action.Keymap;
import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.Setting;
import dev.facet.client.WorkerState;
import dev.facet.core.Arithmetic;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.export.ChartTheme;
import dev.facet.fx.ColourMap;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.InspectReply;
import dev.facet.ui.chart.DistributionViewModel;
import dev.facet.ui.chart.ExportChoices;
import dev.facet.ui.newstudy.NewStudyViewModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one bundle of texts and the sources say the same. */
class MessagesTest {

  private static final Path JAVA = Path.of("src", "main", "java", "dev", "facet");
  private static final Path FXML = Path.of("src", "main", "resources", "dev", "facet");

  /** A key in FXML. */
  private static final Pattern ATTRIBUTE = Pattern.compile("\"%([a-z][\\w.:-]+)\"");

  /** A text in Java; it is a key when it, or what begins with it, is in the bundle. */
  private static final Pattern LITERAL = Pattern.compile("\"([a-z][\\w:-]*(?:\\.[\\w:-]+)*\\.?)\"");

  /** A whole key handed to the bundle. */
  private static final Pattern ASKED =
      Pattern.compile("\\btext\\(\\s*\"([a-z][\\w.:-]+)\"\\s*[,)]");

  private final Set<String> known =
      new TreeSet<>(Collections.list(ResourceBundle.getBundle(MessagesLocator.BUNDLE).getKeys()));

  private static String sources(Path folder, String extension) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(extension)).toList()) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return all.toString();
  }

  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void every_text_that_is_asked_for_is_there() throws IOException {
    Set<String> missing = new TreeSet<>(matches(ATTRIBUTE, sources(FXML, ".fxml")));
    for (String room : new String[] {"app", "ui", "fx"}) {
      missing.addAll(matches(ASKED, sources(JAVA.resolve(room), ".java")));
    }
    missing.removeAll(known);
    assertEquals(Set.of(), missing, "add to messages.properties");
  }

  @Test
  void every_text_that_is_there_is_asked_for() throws IOException {
    Set<String> used = matches(ATTRIBUTE, sources(FXML, ".fxml"));
    Set<String> literals = new TreeSet<>();
    for (String room : new String[] {"app", "ui", "fx"}) {
      literals.addAll(matches(LITERAL, sources(JAVA.resolve(room), ".java")));
    }
    Set<String> unused = new TreeSet<>();
    for (String key : known) {
      boolean asked =
          used.contains(key)
              || literals.contains(key)
              // Actions and settings name theirs by identifier; others end with a word of an enum.
              || literals.stream().anyMatch(l -> l.endsWith(".") && key.startsWith(l))
              || literals.contains(key.replaceFirst("\\.[^.]+$", ""));
      if (!asked) {
        unused.add(key);
      }
    }
    assertEquals(Set.of(), unused, "take out of messages.properties");
  }

  /** Texts that the window makes from a word of an enum, which may get more of them. */
  private static final Map<String, Object[]> WORDS =
      Map.ofEntries(
          Map.entry("steering.mode.", Intervention.Mode.values()),
          Map.entry("steering.mode.short.", Intervention.Mode.values()),
          Map.entry("steering.positions.", Positions.Kind.values()),
          Map.entry("steering.during.", Intervention.During.values()),
          Map.entry("steering.during.short.", Intervention.During.values()),
          Map.entry("features.sort.", FeatureQuery.Sort.values()),
          Map.entry("status.worker.", WorkerState.values()),
          Map.entry("newstudy.step.", NewStudyViewModel.Step.values()),
          Map.entry("newstudy.kind.", InspectReply.Kind.values()),
          Map.entry("settings.group.", Setting.Group.values()),
          Map.entry("settings.key.", Keymap.Refusal.values()),
          Map.entry("setting.theme.", Preferences.Theme.values()),
          Map.entry("setting.motion.", Preferences.Motion.values()),
          Map.entry("setting.arithmetic.", Arithmetic.values()),
          Map.entry("setting.heat-colours.", ColourMap.values()),
          Map.entry("setting.export-size.", ExportChoices.Size.values()),
          Map.entry("setting.export-theme.", ChartTheme.values()),
          Map.entry("chart.all.", DistributionViewModel.Figure.values()),
          Map.entry("chart.all.title.", DistributionViewModel.Figure.values()),
          Map.entry("menu.", FacetAction.Group.values()));

  @Test
  void every_word_of_an_enum_that_the_window_shows_has_a_text() {
    Set<String> missing = new TreeSet<>();
    WORDS.forEach(
        (prefix, words) -> {
          for (Object word : words) {
            missing.add(prefix + word);
          }
        });
    missing.removeAll(known);
    assertEquals(Set.of(), missing, "add to messages.properties");
  }

  @Test
  void every_text_is_a_pattern_that_can_be_filled() {
    ResourceBundle bundle = ResourceBundle.getBundle(MessagesLocator.BUNDLE);
    for (String key : known) {
      String text = bundle.getString(key);
      if (text.contains("{")) {
        new MessageFormat(text, Locale.ENGLISH);
      }
      assertEquals(text.strip(), text, key);
    }
  }

  @Test
  void every_action_that_has_texts_is_declared_and_has_both() throws IOException {
    String declarations = Files.readString(JAVA.resolve("app").resolve("WindowActions.java"));
    Set<String> wrong = new TreeSet<>();
    for (String key : known) {
      if (key.startsWith("action.") && !key.endsWith(".hint") && known.contains(key + ".hint")) {
        String id = key.substring("action.".length());
        if (!declarations.contains("\"" + id + "\"") && !id.startsWith("fold.")) {
          wrong.add(key);
        }
      }
    }
    assertEquals(Set.of(), wrong, "actions without a declaration");
  }
}
