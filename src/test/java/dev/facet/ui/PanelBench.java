package dev.facet.ui;

import dev.facet.app.FakeWorker;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.ResourceBundle;

/**
 * What a view model stands on in a test: a thread and a clock that the test moves, a fake worker
 * that answers when the test settles, a session on both.
 */
public final class PanelBench {

  private static final int ROUNDS = 12;
  private static final long STEP_MS = 50;

  public final ManualThread ui = new ManualThread();
  public final Messages messages = new Messages(ResourceBundle.getBundle("dev.facet.app.messages"));
  public final WorkerEvents events = new WorkerEvents(ui);
  public final FakeWorker worker;
  public final Session session;
  private final Deque<Runnable> work = new ArrayDeque<>();

  public PanelBench(int latents) {
    worker = new FakeWorker(events, work::add, latents);
    session = new Session(worker, ui, messages);
  }

  /** Opens the study. */
  public void open() {
    session.open(null);
    settle();
  }

  /** Lets work wait until the test settles, as the worker's answers do. */
  public void later(Runnable task) {
    work.add(task);
  }

  /** Questions that the worker has not answered yet. */
  public int waiting() {
    return work.size();
  }

  /** Lets the worker answer its oldest question. */
  public void answerOne() {
    ui.settle();
    work.remove().run();
    ui.settle();
  }

  /** Lets time pass and the worker answer until nothing more happens. */
  public void settle() {
    settle(ROUNDS, STEP_MS);
  }

  /** The same for a time of so many steps. */
  public void settle(int rounds, long stepMillis) {
    for (int i = 0; i < rounds; i++) {
      ui.pass(stepMillis);
      while (!work.isEmpty()) {
        work.remove().run();
        ui.settle();
      }
    }
  }
}
