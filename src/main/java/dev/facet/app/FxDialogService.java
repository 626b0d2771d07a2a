package dev.facet.app;

import dev.facet.fx.Messages;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Problem;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks by the system's own choosers. */
final class FxDialogService implements DialogService {

  private final Messages messages;
  private final Supplier<@Nullable Window> owner;

  /**
   * @param owner the window that dialogs belong to; null before there is one
   */
  FxDialogService(Messages messages, Supplier<@Nullable Window> owner) {
    this.messages = messages;
    this.owner = owner;
  }

  @Override
  public Optional<Path> chooseImage(String title) {
    return chooseFile(
        title, "dialog.images", "*.png", "*.jpg", "*.jpeg", "*.webp", "*.bmp", "*.gif");
  }

  @Override
  public Optional<Path> chooseTensors(String title) {
    return chooseFile(title, "dialog.tensors", "*.safetensors");
  }

  private Optional<Path> chooseFile(String title, String kind, String... patterns) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(title);
    chooser
        .getExtensionFilters()
        .addAll(
            new FileChooser.ExtensionFilter(messages.text(kind), patterns),
            new FileChooser.ExtensionFilter(messages.text("dialog.all"), "*"));
    return Optional.ofNullable(chooser.showOpenDialog(owner.get())).map(File::toPath);
  }

  @Override
  public Optional<Path> chooseFolder(String title) {
    DirectoryChooser chooser = new DirectoryChooser();
    chooser.setTitle(title);
    return Optional.ofNullable(chooser.showDialog(owner.get())).map(File::toPath);
  }

  @Override
  public Optional<Path> chooseTarget(String title, String name, List<String> extensions) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(title);
    chooser.setInitialFileName(name);
    for (String extension : extensions) {
      chooser
          .getExtensionFilters()
          .add(
              new FileChooser.ExtensionFilter(
                  extension.toUpperCase(Locale.ROOT), "*." + extension));
    }
    return Optional.ofNullable(chooser.showSaveDialog(owner.get())).map(File::toPath);
  }

  @Override
  public boolean confirm(String title, String detail, String action, String otherwise) {
    ButtonType yes = new ButtonType(action, ButtonBar.ButtonData.OK_DONE);
    ButtonType no = new ButtonType(otherwise, ButtonBar.ButtonData.CANCEL_CLOSE);
    Alert alert = new Alert(Alert.AlertType.CONFIRMATION, detail, yes, no);
    alert.initOwner(owner.get());
    alert.setTitle(messages.text("app.name"));
    alert.setHeaderText(title);
    alert.getDialogPane().getStylesheets().add(Appearance.styleSheet());
    return alert.showAndWait().filter(yes::equals).isPresent();
  }

  @Override
  public void show(Problem problem) {
    Alert alert = new Alert(Alert.AlertType.ERROR);
    alert.initOwner(owner.get());
    alert.setTitle(messages.text("app.name"));
    alert.setHeaderText(problem.title());
    Label message = new Label(problem.message());
    message.setWrapText(true);
    Label code = new Label(messages.text("dialog.code", problem.code()));
    code.getStyleClass().add("muted");
    VBox content = new VBox(8, message, code);
    content.setPrefWidth(480);
    alert.getDialogPane().setContent(content);
    TextArea details = new TextArea(problem.details());
    details.setEditable(false);
    details.getStyleClass().add("details");
    alert.getDialogPane().setExpandableContent(details);
    alert.getDialogPane().getStylesheets().add(Appearance.styleSheet());
    ButtonType copy = new ButtonType(messages.text("dialog.copy"), ButtonBar.ButtonData.LEFT);
    alert.getButtonTypes().setAll(copy, ButtonType.CLOSE);
    ((Button) alert.getDialogPane().lookupButton(copy))
        .addEventFilter(
            javafx.event.ActionEvent.ACTION,
            e -> {
              e.consume();
              ClipboardContent text = new ClipboardContent();
              text.putString(problem.report());
              Clipboard.getSystemClipboard().setContent(text);
            });
    alert.show();
  }
}
