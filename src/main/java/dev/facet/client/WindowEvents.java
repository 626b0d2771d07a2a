package dev.facet.client;

import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes the worker's events on to everyone who listens, across restarts of the worker. */
final class WindowEvents implements WindowApi {
  private final List<WindowApi> listeners = new CopyOnWriteArrayList<>();

  void add(WindowApi listener) {
    listeners.add(listener);
  }

  @Override
  public void captionProgress(CaptionEvent event) {
    listeners.forEach(l -> l.captionProgress(event));
  }

  @Override
  public void sweepProgress(SweepEvent event) {
    listeners.forEach(l -> l.sweepProgress(event));
  }

  @Override
  public void jobProgress(JobEvent event) {
    listeners.forEach(l -> l.jobProgress(event));
  }

  @Override
  public void studyChanged(StudyInfo study) {
    listeners.forEach(l -> l.studyChanged(study));
  }

  @Override
  public void status(WorkerStatus status) {
    listeners.forEach(l -> l.status(status));
  }
}
