package dev.facet.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.settings.Preferences.Theme;
import dev.facet.app.settings.Settings.StudyPlace;
import dev.facet.export.SteerabilityChart.Dot;
import dev.facet.fx.ManualThread;
import dev.facet.ui.chart.Pin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings kept in a file. */
class SettingsStoreTest {

  @TempDir Path folder;
  private final ManualThread ui = new ManualThread();
  private final Deque<Runnable> disk = new ArrayDeque<>();

  private SettingsStore open() {
    return new SettingsStore(folder.resolve("settings.json"), ui, disk::add);
  }

  @Test
  void changes_are_written_together_after_a_pause_and_read_again() throws Exception {
    SettingsStore store = open();
    store.preferences().theme().set(Theme.DARK);
    store.preferences().fontSize().set(15);
    store.update(s -> s.withOpened("/a").withOpened("/b").withOpened("/a"));
    ui.pass(999);
    assertEquals(0, disk.size());
    ui.pass(1);
    assertEquals(1, disk.size());
    disk.poll().run();
    String text = Files.readString(folder.resolve("settings.json"));
    assertTrue(text.contains("writtenBy"), text);
    assertTrue(text.contains("\"theme\": \"dark\""), text);
    SettingsStore again = open();
    assertEquals(Theme.DARK, again.preferences().theme().get());
    assertEquals(15, again.preferences().fontSize().get());
    assertEquals(List.of("/a", "/b"), again.get().recent());
    assertEquals("/a", again.get().study());
  }

  @Test
  void closing_writes_what_waits() {
    SettingsStore store = open();
    store.preferences().fontSize().set(18);
    store.flush();
    assertEquals(18, open().preferences().fontSize().get());
  }

  @Test
  void values_that_make_no_sense_are_left_out_one_by_one() throws Exception {
    Files.writeString(
        folder.resolve("settings.json"),
        """
        {"version": 2, "preferences": {"theme": "dark", "font-size": 900, "motion": 3, "gone": "x"},
         "window": {"width": -1, "height": 600, "maximized": false},
         "recent": ["/a", null],
         "studies": {"/a": {"columns": [0.2], "chart": 0.5}, "/b": null,
           "/c": {"columns": [0.2, 0.7], "chart": 0.5, "folded": ["chart"], "tileSize": 128,
             "heat": {"shown": true, "opacity": 7},
             "pins": [null, {"feature": 3}, {"feature": 4, "dots": [{"strength": 1, "figure": 2}]}],
             "feature": 9}}}
        """);
    SettingsStore store = open();
    assertEquals(Theme.DARK, store.preferences().theme().get());
    assertEquals(13, store.preferences().fontSize().get());
    assertEquals(Settings.WindowPlace.DEFAULT, store.get().window());
    assertEquals(List.of("/a"), store.get().recent());
    assertEquals(StudyPlace.DEFAULT, store.get().place("/a"));
    StudyPlace third = store.get().place("/c");
    assertEquals(128, third.tileSize());
    assertEquals(Settings.HeatPlace.DEFAULT, third.heat());
    assertEquals(List.of(new Pin(4, List.of(new Dot(1, 2)))), third.pins());
  }

  @Test
  void a_file_of_another_form_is_set_aside_and_nothing_is_lost() throws Exception {
    for (String content : List.of("{\"version\": 99, \"writtenBy\": \"9.0\"}", "not json", "7")) {
      Files.writeString(folder.resolve("settings.json"), content);
      assertEquals(Settings.DEFAULT, open().get());
      assertFalse(Files.exists(folder.resolve("settings.json")));
      assertEquals(content, Files.readString(folder.resolve("settings.json.unreadable")));
    }
  }

  @Test
  void a_study_that_is_forgotten_leaves_no_trace() {
    SettingsStore store = open();
    store.update(s -> s.withOpened("/a").withPlace("/a", StudyPlace.DEFAULT).withOpened("/b"));
    store.update(s -> s.without("/b").without("/a"));
    assertEquals(List.of(), store.get().recent());
    assertEquals(Map.of(), store.get().studies());
    assertEquals(null, store.get().study());
  }

  @Test
  void a_setting_refuses_what_it_cannot_be() {
    Preferences preferences = open().preferences();
    preferences.fontSize().set(99);
    assertEquals(13, preferences.fontSize().get());
    preferences.workerCommand().set("two\nlines");
    assertEquals("", preferences.workerCommand().get());
  }
}
