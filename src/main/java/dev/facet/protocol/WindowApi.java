package dev.facet.protocol;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;

/**
 * What the worker tells the window unasked. Called on the connection's reader thread: hand over,
 * never block.
 */
public interface WindowApi {

  @JsonNotification("steer/captionProgress")
  void captionProgress(CaptionEvent event);

  @JsonNotification("steer/sweepProgress")
  void sweepProgress(SweepEvent event);

  @JsonNotification("jobs/progress")
  void jobProgress(JobEvent event);

  /** The open study has grown, or was finished: what was asked of it before may be out of date. */
  @JsonNotification("study/changed")
  default void studyChanged(StudyInfo study) {}

  @JsonNotification("worker/status")
  void status(WorkerStatus status);
}
