package dev.facet.app;

import static dev.facet.app.action.Actions.ALWAYS;

import dev.facet.app.action.Actions;
import dev.facet.app.action.FacetAction.Group;
import dev.facet.fx.Messages;
import dev.facet.ui.session.Session;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;

/** Declares everything that a person can do in the window, each thing once. */
final class WindowActions {

  private WindowActions() {}

  static Actions declare(FacetWindow window, WindowModels models, Messages messages) {
    Actions actions = new Actions(messages);
    study(actions, window, models);
    feature(actions, window, models);
    steering(actions, window, models);
    view(actions, window, models);
    program(actions, window);
    return actions;
  }

  private static void study(Actions actions, FacetWindow window, WindowModels models) {
    actions.add(Group.STUDY, "newstudy", "Shortcut+N", "fth-plus", ALWAYS, window::openNewStudy);
    actions.add(Group.STUDY, "open", "Shortcut+O", "fth-folder", ALWAYS, window::chooseStudy);
    actions.add(Group.STUDY, "demo", "", "fth-home", ALWAYS, () -> models.session.open(null));
    actions.add(
        Group.STUDY,
        "start",
        "Shortcut+Shift+H",
        "fth-grid",
        models.session.studyProperty().isNotNull(),
        window::toggleStart);
    actions.add(
        Group.STUDY,
        "about",
        "Shortcut+I",
        "fth-info",
        models.session.studyProperty().isNotNull(),
        () -> models.about.openProperty().set(true));
    actions.add(
        Group.STUDY,
        "compare",
        "",
        "fth-columns",
        models.session.studyProperty().isNotNull(),
        () -> models.compare.shownProperty().set(true));
    actions.add(
        Group.STUDY,
        "search",
        "Shortcut+F",
        "fth-search",
        models.session.studyProperty().isNotNull(),
        window.shell()::focusSearch);
    actions.add(
        Group.STUDY,
        "export",
        "Shortcut+E",
        "fth-download",
        models.chart.exportableProperty(),
        () -> window.shell().chart().export("png"));
    BooleanProperty all = models.chart.distribution().shownProperty();
    actions.add(
        Group.STUDY,
        "distribution",
        "",
        "fth-bar-chart-2",
        models.session.studyProperty().isNotNull(),
        () -> toggle(all));
    actions.add(
        Group.STUDY,
        "pin",
        "",
        "fth-bookmark",
        models.chart.pinnableProperty().and(all.not()),
        models.chart::pin);
  }

  private static void feature(Actions actions, FacetWindow window, WindowModels models) {
    Session session = models.session;
    BooleanBinding chosen = session.featureProperty().isNotEqualTo(Session.NONE);
    actions.add(
        Group.FEATURE,
        "back",
        "Alt+Left",
        "fth-arrow-left",
        session.history().canGoBackProperty(),
        session::back);
    actions.add(
        Group.FEATURE,
        "forward",
        "Alt+Right",
        "fth-arrow-right",
        session.history().canGoForwardProperty(),
        session::forward);
    actions.add(
        Group.FEATURE,
        "star",
        "Shortcut+D",
        "fth-star",
        chosen,
        models.feature.writing()::toggleStar);
    actions.add(
        Group.FEATURE, "rename", "F2", "fth-edit-2", chosen, window.shell().feature()::editLabel);
    actions.add(
        Group.FEATURE,
        "copyaddress",
        "Shortcut+Shift+A",
        "fth-link",
        chosen,
        window.shell().feature()::copyAddress);
    actions.add(
        Group.FEATURE,
        "undo",
        "Shortcut+Z",
        "fth-corner-up-left",
        models.feature.writing().undoStack().undoName().isNotEmpty(),
        models.feature.writing().undoStack()::undo);
    actions.add(
        Group.FEATURE,
        "redo",
        "Shortcut+Shift+Z",
        "fth-corner-up-right",
        models.feature.writing().undoStack().redoName().isNotEmpty(),
        models.feature.writing().undoStack()::redo);
  }

  private static void steering(Actions actions, FacetWindow window, WindowModels models) {
    BooleanBinding chosen =
        models
            .session
            .featureProperty()
            .isNotEqualTo(Session.NONE)
            .and(models.session.steering().modelProperty().isNotEmpty());
    actions.add(
        Group.STEERING,
        "languagemodel",
        "",
        "fth-message-square",
        models.session.studyProperty().isNotNull(),
        window.shell().steering()::chooseModel);
    actions.add(
        Group.STEERING,
        "strength",
        "Shortcut+G",
        "fth-sliders",
        models.steering.measuringProperty(),
        window.shell().steering()::typeStrength);
    actions.add(
        Group.STEERING,
        "reset",
        "Shortcut+0",
        "fth-rotate-ccw",
        models.steering.strength().strengthProperty().isNotEqualTo(0),
        models.steering.strength()::reset);
    actions.add(
        Group.STEERING,
        "controls",
        "Shortcut+R",
        "fth-shuffle",
        chosen,
        () -> toggle(models.steering.controls().wantedProperty()));
    actions.add(
        Group.STEERING,
        "paste",
        "", // its key belongs to text fields first: FacetWindow listens for it elsewhere
        "fth-clipboard",
        models.session.studyProperty().isNotNull(),
        window.shell().steering()::pasteImage);
    actions.add(
        Group.STEERING,
        "addimage",
        "",
        "fth-image",
        models.session.steering().modelProperty().isNotEmpty(),
        models.steering.question()::addImage);
    actions.add(
        Group.STEERING,
        "copy",
        "Shortcut+Shift+C",
        "fth-copy",
        chosen,
        window.shell().steering()::copyCaption);
  }

  private static void view(Actions actions, FacetWindow window, WindowModels models) {
    actions.add(
        Group.VIEW,
        "heat",
        "Shortcut+H",
        "fth-thermometer",
        models.session.featureProperty().isNotEqualTo(Session.NONE),
        () -> toggle(models.feature.heat().shownProperty()));
    actions.add(Group.VIEW, "theme", "Shortcut+T", "fth-moon", ALWAYS, window::toggleTheme);
    actions.add(Group.VIEW, "theme.system", "", "fth-monitor", ALWAYS, window::followSystemTheme);
    for (ShellView.Part part : ShellView.Part.values()) {
      actions.add(
          Group.VIEW,
          "fold." + part.id(),
          part.key(),
          part.icon(),
          models.session.studyProperty().isNotNull(),
          () -> window.shell().toggle(part));
    }
  }

  private static void program(Actions actions, FacetWindow window) {
    actions.add(
        Group.PROGRAM, "palette", "Shortcut+K", "fth-command", ALWAYS, window::togglePalette);
    actions.add(
        Group.PROGRAM,
        "settings",
        "Shortcut+Comma",
        "fth-settings",
        ALWAYS,
        () -> window.settingsOpenProperty().set(true));
    actions.add(
        Group.PROGRAM,
        "jobs",
        "Shortcut+J",
        "fth-activity",
        ALWAYS,
        () -> window.jobs().openProperty().set(true));
    actions.add(
        Group.PROGRAM,
        "problems",
        "",
        "fth-alert-circle",
        ALWAYS,
        () -> window.session().problems().openProperty().set(true));
    actions.add(Group.PROGRAM, "worker", "", "fth-refresh-cw", ALWAYS, window::restartWorker);
    actions.add(Group.PROGRAM, "quit", "Shortcut+Q", "fth-log-out", ALWAYS, window::quit);
  }

  private static void toggle(BooleanProperty property) {
    property.set(!property.get());
  }
}
