package dev.facet.ui.feature;

import dev.facet.fx.ColourBar;
import dev.facet.fx.ColourMap;
import dev.facet.fx.Messages;
import dev.facet.ui.session.HeatState;
import javafx.geometry.Pos;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.javafx.FontIcon;

/** How heat maps are drawn: on or off, opacity, what the colours mean, and which colours. */
final class HeatTools extends HBox {

  private static final double SLIDER = 72;

  private final ColourBar bar = new ColourBar();

  HeatTools(HeatState heat, Messages messages) {
    super(8);
    getStyleClass().add("heat-tools");
    setAlignment(Pos.CENTER_LEFT);
    ToggleButton shown = new ToggleButton();
    shown.setGraphic(new FontIcon("fth-thermometer"));
    shown.getStyleClass().add("icon-button");
    shown.setAccessibleText(messages.text("action.heat"));
    shown.setTooltip(new Tooltip(messages.text("action.heat")));
    shown.selectedProperty().bindBidirectional(heat.shownProperty());
    Slider opacity = new Slider(0, 1, heat.opacityProperty().get());
    opacity.setPrefWidth(SLIDER);
    opacity.setMinWidth(SLIDER / 2);
    opacity.setAccessibleText(messages.text("feature.opacity"));
    opacity.setTooltip(new Tooltip(messages.text("feature.opacity")));
    opacity.valueProperty().bindBidirectional(heat.opacityProperty());
    opacity.disableProperty().bind(heat.shownProperty().not());
    bar.coloursProperty().bind(heat.coloursProperty());
    bar.visibleProperty().bind(heat.shownProperty());
    bar.setMaxWidth(200);
    HBox.setHgrow(bar, Priority.ALWAYS);
    getChildren().addAll(shown, opacity, bar, options(heat, messages));
  }

  /** The value that the brightest colour stands for, as text. */
  void setHigh(String text) {
    bar.setHigh(text);
  }

  private static MenuButton options(HeatState heat, Messages messages) {
    MenuButton menu = new MenuButton(messages.text("heat.options"));
    menu.getStyleClass().add("quiet-menu");
    menu.setAccessibleText(messages.text("heat.options.hint"));
    menu.setTooltip(new Tooltip(messages.text("heat.options.hint")));
    menu.setMinWidth(USE_PREF_SIZE);
    ToggleGroup maps = new ToggleGroup();
    for (ColourMap map : ColourMap.values()) {
      RadioMenuItem item = new RadioMenuItem(messages.text("heat.colours." + map));
      item.setToggleGroup(maps);
      item.setOnAction(e -> heat.coloursProperty().set(map));
      heat.coloursProperty().subscribe(now -> item.setSelected(now == map));
      menu.getItems().add(item);
    }
    CheckMenuItem own = new CheckMenuItem(messages.text("heat.range.own"));
    own.selectedProperty().bindBidirectional(heat.ownRangeProperty());
    CheckMenuItem contour = new CheckMenuItem(messages.text("heat.contour"));
    contour.selectedProperty().bindBidirectional(heat.contourProperty());
    menu.getItems().addAll(new SeparatorMenuItem(), own, contour);
    return menu;
  }
}
