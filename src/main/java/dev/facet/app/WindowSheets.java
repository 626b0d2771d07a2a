package dev.facet.app;

import com.airhacks.afterburner.injection.Injector;
import dev.facet.app.action.Keymap;
import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.SettingsView;
import dev.facet.fx.SheetPane;
import dev.facet.ui.about.AboutView;
import dev.facet.ui.compare.CompareView;
import dev.facet.ui.jobs.JobsView;
import dev.facet.ui.newstudy.NewStudyView;
import dev.facet.ui.status.ProblemsView;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.scene.layout.Region;

/** What can lie above the panels; the content of each is made when it is opened first. */
final class WindowSheets {

  private WindowSheets() {}

  /**
   * All of them, closed.
   *
   * @param settingsOpen whether the settings are on show
   */
  static List<SheetPane> of(
      WindowModels models, Preferences preferences, Keymap keymap, BooleanProperty settingsOpen) {
    Injector.setModelOrService(Preferences.class, preferences);
    Injector.setModelOrService(Keymap.class, keymap);
    return List.of(
        sheet(NewStudyView::new, models.newStudy.openProperty()),
        sheet(AboutView::new, models.about.openProperty()),
        sheet(CompareView::new, models.compare.shownProperty()),
        sheet(JobsView::new, models.jobs.openProperty()),
        sheet(() -> settings(settingsOpen), settingsOpen),
        sheet(ProblemsView::new, models.session.problems().openProperty()));
  }

  private static SettingsView settings(BooleanProperty open) {
    SettingsView view = new SettingsView();
    view.setOpenProperty(open);
    return view;
  }

  private static SheetPane sheet(Supplier<? extends Region> content, BooleanProperty open) {
    SheetPane sheet = new SheetPane(content);
    sheet.openProperty().bindBidirectional(open);
    return sheet;
  }
}
