package dev.facet.ui.status;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import jakarta.inject.Inject;
import java.util.Locale;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Strips above the panels that say what the whole window should know. */
public final class NoticesView extends VBox {

  @Inject private NoticesViewModel viewModel;
  @Inject private Messages messages;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public NoticesView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    getChildren()
        .addAll(
            new Strip(
                viewModel.ofWorkerProperty(), viewModel::helpWorker, viewModel::dismissWorker),
            new Strip(
                viewModel.ofOpeningProperty(), viewModel::helpOpening, viewModel::dismissOpening),
            new Strip(viewModel.ofStudyProperty(), viewModel::helpStudy, viewModel::dismissStudy));
  }

  private final class Strip extends HBox {

    private final ProgressIndicator spinner = new ProgressIndicator();
    private final FontIcon icon = new FontIcon();
    private final Label text = new Label();
    private final Button action = new Button();
    private final Button dismiss = new Button();

    Strip(ObservableValue<@Nullable Notice> notice, Runnable help, Runnable putAway) {
      getStyleClass().add("notice");
      setAccessibleRole(AccessibleRole.TEXT);
      spinner.setMaxSize(16, 16);
      spinner.setMinSize(16, 16);
      text.setWrapText(true);
      text.setMaxWidth(Double.MAX_VALUE);
      HBox.setHgrow(text, Priority.ALWAYS);
      action.setMinWidth(USE_PREF_SIZE);
      action.setOnAction(e -> help.run());
      dismiss.setGraphic(Icons.of("fth-x"));
      dismiss.getStyleClass().add("icon-button");
      dismiss.setAccessibleText(messages.text("notice.dismiss"));
      dismiss.setTooltip(new Tooltip(messages.text("notice.dismiss")));
      dismiss.setOnAction(e -> putAway.run());
      getChildren().addAll(icon, spinner, text, action, dismiss);
      notice.subscribe(this::show);
    }

    private void show(@Nullable Notice notice) {
      setVisible(notice != null);
      setManaged(notice != null);
      if (notice == null) {
        return;
      }
      for (Notice.Kind kind : Notice.Kind.values()) {
        pseudoClassStateChanged(
            PseudoClass.getPseudoClass(kind.name().toLowerCase(Locale.ROOT)),
            kind == notice.kind());
      }
      icon.setIconLiteral(
          switch (notice.kind()) {
            case INFO -> "fth-info";
            case WARNING -> "fth-alert-triangle";
            case TROUBLE -> "fth-alert-octagon";
          });
      there(icon, !notice.working());
      there(spinner, notice.working());
      text.setText(notice.text());
      setAccessibleText(notice.text());
      action.setText(notice.action());
      there(action, !notice.action().isEmpty());
      there(dismiss, notice.dismissable());
    }

    private static void there(javafx.scene.Node node, boolean on) {
      node.setVisible(on);
      node.setManaged(on);
    }
  }
}
