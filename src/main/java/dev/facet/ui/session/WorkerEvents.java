package dev.facet.ui.session;

import dev.facet.fx.Batcher;
import dev.facet.fx.Coalescer;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Brings the worker's events to the UI thread, the newest caption or a batch of points a pulse, and
 * to whoever follows the request that they belong to. Events of requests that nobody follows any
 * more are dropped.
 */
public final class WorkerEvents implements WindowApi {

  private final UiThread ui;
  private final Map<Long, Coalescer<CaptionEvent>> captions = new ConcurrentHashMap<>();
  private final Map<Long, Batcher<SweepEvent>> sweeps = new ConcurrentHashMap<>();
  private final List<Batcher<JobEvent>> jobs = new CopyOnWriteArrayList<>();
  private final List<Coalescer<StudyInfo>> studies = new CopyOnWriteArrayList<>();
  private final List<Coalescer<WorkerStatus>> statuses = new CopyOnWriteArrayList<>();

  public WorkerEvents(UiThread ui) {
    this.ui = ui;
  }

  /** Follows the caption of a request until {@link #unfollow}. */
  public void followCaption(long id, Consumer<CaptionEvent> consumer) {
    captions.put(
        id,
        new Coalescer<>(
            ui,
            event -> {
              if (captions.containsKey(id)) {
                consumer.accept(event);
              }
            }));
  }

  /** Follows the points of a sweep until {@link #unfollow}. */
  public void followSweep(long id, Consumer<List<SweepEvent>> consumer) {
    sweeps.put(
        id,
        new Batcher<>(
            ui,
            batch -> {
              if (sweeps.containsKey(id)) {
                consumer.accept(batch);
              }
            }));
  }

  public void unfollow(long id) {
    captions.remove(id);
    sweeps.remove(id);
  }

  /**
   * Stops following a request when it fails or is cancelled. Takes the reply itself, not one that
   * depends on it: cancelling must reach the worker.
   */
  public void unfollowOnFailure(long id, CompletableFuture<?> reply) {
    var _ =
        reply.whenComplete(
            (result, failure) -> {
              if (failure != null) {
                unfollow(id);
              }
            });
  }

  /** Follows all jobs for good. */
  public void followJobs(Consumer<List<JobEvent>> consumer) {
    jobs.add(new Batcher<>(ui, consumer));
  }

  /** Follows how the open study grows, for good. */
  public void followStudy(Consumer<StudyInfo> consumer) {
    studies.add(new Coalescer<>(ui, consumer));
  }

  /** Follows the worker's own figures for good. */
  public void followStatus(Consumer<WorkerStatus> consumer) {
    statuses.add(new Coalescer<>(ui, consumer));
  }

  @Override
  public void captionProgress(CaptionEvent event) {
    Coalescer<CaptionEvent> follower = captions.get(event.id());
    if (follower != null) {
      follower.offer(event);
    }
  }

  @Override
  public void sweepProgress(SweepEvent event) {
    Batcher<SweepEvent> follower = sweeps.get(event.id());
    if (follower != null) {
      follower.offer(event);
    }
  }

  @Override
  public void jobProgress(JobEvent event) {
    jobs.forEach(j -> j.offer(event));
  }

  @Override
  public void studyChanged(StudyInfo study) {
    studies.forEach(s -> s.offer(study));
  }

  @Override
  public void status(WorkerStatus status) {
    statuses.forEach(s -> s.offer(status));
  }
}
