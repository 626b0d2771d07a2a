package dev.facet.fx;

import java.time.Duration;
import javafx.animation.PauseTransition;
import javafx.application.Platform;

/** The JavaFX application thread. */
public final class FxThread implements UiThread {

  @Override
  public void run(Runnable task) {
    Platform.runLater(task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    PauseTransition pause =
        new PauseTransition(javafx.util.Duration.millis((double) delay.toMillis()));
    pause.setOnFinished(e -> task.run());
    pause.play();
    return pause::stop;
  }

  @Override
  public long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
