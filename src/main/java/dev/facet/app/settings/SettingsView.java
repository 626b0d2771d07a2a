package dev.facet.app.settings;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.app.action.FacetAction;
import dev.facet.app.action.Keymap;
import dev.facet.fx.Messages;
import dev.facet.fx.SheetPane;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** All settings and shortcuts on one page that can be searched. */
public final class SettingsView extends VBox implements SheetPane.FirstFocus {

  @Inject private Preferences preferences;
  @Inject private Keymap keymap;
  @Inject private Messages messages;
  @FXML private TextField search;
  @FXML private VBox rows;
  @FXML private Label nothing;
  @FXML private Button reset;
  @FXML private Button close;

  private final List<Section> sections = new ArrayList<>();

  /** A title and the rows under it, each with the words by which it is found. */
  private record Section(Label title, List<Row> rows) {}

  private record Row(Node node, String words) {}

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public SettingsView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    for (Setting.Group group : Setting.Group.values()) {
      List<Row> found = new ArrayList<>();
      for (Setting<?> setting : preferences.all()) {
        if (setting.group() == group) {
          SettingRow row = new SettingRow(setting, messages);
          found.add(new Row(row, row.words()));
        }
      }
      add(messages.text("settings.group." + group), found);
    }
    for (FacetAction.Group group : FacetAction.Group.values()) {
      List<Row> found = new ArrayList<>();
      for (FacetAction action : keymap.actions()) {
        if (action.group() == group) {
          ShortcutRow row = new ShortcutRow(action, keymap, messages);
          found.add(new Row(row, row.words()));
        }
      }
      add(messages.text("settings.shortcuts", messages.text("menu." + group)), found);
    }
    search.textProperty().subscribe(this::filter);
    reset.setOnAction(
        e -> {
          preferences.all().forEach(Setting::reset);
          keymap.resetAll();
        });
  }

  /** What closes it. */
  public void setOpenProperty(BooleanProperty open) {
    close.setOnAction(e -> open.set(false));
  }

  @Override
  public Node firstFocus() {
    return search;
  }

  /** How many rows what was typed leaves. */
  public long shown() {
    return sections.stream()
        .flatMap(s -> s.rows().stream())
        .filter(r -> r.node().isVisible())
        .count();
  }

  /** Shows what has all the words. */
  public void find(String typed) {
    search.setText(typed);
  }

  private void add(String name, List<Row> found) {
    Label title = new Label(name);
    title.getStyleClass().add("settings-section");
    rows.getChildren().add(title);
    found.forEach(r -> rows.getChildren().add(r.node()));
    sections.add(new Section(title, found));
  }

  private void filter(String typed) {
    List<String> words = List.of(typed.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    boolean any = false;
    for (Section section : sections) {
      boolean some = false;
      for (Row row : section.rows()) {
        String all = (section.title().getText() + " " + row.words()).toLowerCase(Locale.ROOT);
        boolean matches = words.stream().allMatch(all::contains);
        show(row.node(), matches);
        some |= matches;
      }
      show(section.title(), some);
      any |= some;
    }
    show(nothing, !any);
  }

  private static void show(Node node, boolean on) {
    node.setVisible(on);
    node.setManaged(on);
  }
}
