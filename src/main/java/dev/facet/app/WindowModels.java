package dev.facet.app;

import com.airhacks.afterburner.injection.Injector;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.about.AboutViewModel;
import dev.facet.ui.chart.ChartViewModel;
import dev.facet.ui.chart.DistributionViewModel;
import dev.facet.ui.compare.CompareViewModel;
import dev.facet.ui.feature.FeatureViewModel;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.features.PlotViewModel;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.newstudy.NewStudyViewModel;
import dev.facet.ui.newstudy.Remake;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.NoticesViewModel;
import dev.facet.ui.status.StatusViewModel;
import dev.facet.ui.steering.SteeringViewModel;
import dev.facet.ui.viewer.ViewerViewModel;
import dev.facet.ui.welcome.WelcomeViewModel;
import java.util.concurrent.Executor;

/** The view models of one window, made once and handed to the views by the view loader. */
final class WindowModels {

  final Messages messages;
  final Session session;
  final Pictures pictures;
  final FeaturesViewModel features;
  final PlotViewModel plot;
  final FeatureViewModel feature;
  final ViewerViewModel viewer;
  final CompareViewModel compare;
  final AboutViewModel about;
  final SteeringViewModel steering;
  final ChartViewModel chart;
  final JobsViewModel jobs;
  final StatusViewModel status;
  final NoticesViewModel notices;
  final NewStudyViewModel newStudy;
  final WelcomeViewModel welcome;

  WindowModels(
      WorkerApi worker,
      WorkerEvents events,
      DialogService dialogs,
      Look look,
      UiThread ui,
      Executor background,
      Runnable restart,
      Messages messages) {
    this.messages = messages;
    session = new Session(worker, ui, messages);
    pictures = new Pictures(worker, ui, background);
    session.openedProperty().addListener((o, before, now) -> pictures.clear());
    events.followStudy(session::grown);
    features = new FeaturesViewModel(session, worker, ui, messages);
    plot = new PlotViewModel(session, worker, features.filter(), ui, background, messages);
    feature = new FeatureViewModel(session, worker, ui, messages);
    compare = new CompareViewModel(session, worker, ui, messages);
    about = new AboutViewModel(session, worker, ui, messages);
    viewer = new ViewerViewModel(session, worker, ui, messages);
    steering = new SteeringViewModel(session, worker, events, ui, background, messages);
    jobs = new JobsViewModel(session, worker, events, ui, messages);
    chart =
        new ChartViewModel(
            session,
            new DistributionViewModel(session, worker, ui, messages),
            look,
            ui,
            background,
            messages);
    status = new StatusViewModel(session, jobs, events, messages);
    notices = new NoticesViewModel(session, worker, jobs, restart, ui, messages);
    newStudy = new NewStudyViewModel(session, worker, ui, messages);
    Remake anew = new Remake(session, worker, dialogs, newStudy::again, ui, messages);
    notices.setOnRemake(anew::offer);
    notices.setOnSkipped(() -> about.openProperty().set(true));
    welcome = new WelcomeViewModel(session, status, worker, ui, messages);

    events.followJobs(feature.explaining()::hear);
    events.followJobs(compare::hear);

    Injector.setModelOrService(Session.class, session);
    Injector.setModelOrService(Messages.class, messages);
    Injector.setModelOrService(Pictures.class, pictures);
    Injector.setModelOrService(DialogService.class, dialogs);
    Injector.setModelOrService(FeaturesViewModel.class, features);
    Injector.setModelOrService(PlotViewModel.class, plot);
    Injector.setModelOrService(Look.class, look);
    Injector.setModelOrService(Executor.class, background);
    Injector.setModelOrService(FeatureViewModel.class, feature);
    Injector.setModelOrService(CompareViewModel.class, compare);
    Injector.setModelOrService(AboutViewModel.class, about);
    Injector.setModelOrService(ViewerViewModel.class, viewer);
    Injector.setModelOrService(SteeringViewModel.class, steering);
    Injector.setModelOrService(ChartViewModel.class, chart);
    Injector.setModelOrService(JobsViewModel.class, jobs);
    Injector.setModelOrService(StatusViewModel.class, status);
    Injector.setModelOrService(NoticesViewModel.class, notices);
    Injector.setModelOrService(WelcomeViewModel.class, welcome);
    Injector.setModelOrService(NewStudyViewModel.class, newStudy);
  }
}
