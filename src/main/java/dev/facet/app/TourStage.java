package dev.facet.app;

import dev.facet.core.FacetException;
import dev.facet.fx.PngEncoder;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Bounds;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.transform.Transform;
import javafx.stage.PopupWindow;
import javafx.stage.Window;

/** The JavaFX thread as seen by somebody who drives a window from another one. */
final class TourStage {

  private static final double PICTURE_SCALE = 2;

  private final Duration longest;

  /**
   * @param longest after which any wait is given up
   */
  TourStage(Duration longest) {
    this.longest = longest;
  }

  /** Starts JavaFX where it does not run yet. */
  void start() {
    CountDownLatch started = new CountDownLatch(1);
    Platform.setImplicitExit(false);
    Platform.startup(started::countDown);
    try {
      if (!started.await(longest.toSeconds(), TimeUnit.SECONDS)) {
        throw new FacetException(FacetException.Kind.ENGINE, "JavaFX did not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FacetException(FacetException.Kind.ENGINE, "The tour was interrupted", e);
    }
  }

  /** Runs on the JavaFX thread and waits for the end. */
  void run(Runnable task) {
    get(
        () -> {
          task.run();
          return true;
        });
  }

  /** Asks on the JavaFX thread. */
  <T> T get(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Platform.runLater(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return wait("the window", answer);
  }

  /** Waits until a value is as wanted, told by the value itself. */
  <T> T await(String what, ObservableValue<T> value, Predicate<T> wanted) {
    CompletableFuture<T> found = new CompletableFuture<>();
    Platform.runLater(
        () -> {
          if (wanted.test(value.getValue())) {
            found.complete(value.getValue());
            return;
          }
          value.addListener(
              new ChangeListener<>() {
                @Override
                public void changed(ObservableValue<? extends T> o, T before, T now) {
                  if (wanted.test(now)) {
                    value.removeListener(this);
                    found.complete(now);
                  }
                }
              });
        });
    try {
      return wait(what, found);
    } finally {
      // What listens to something else does so weakly: nobody but this method may hold it.
      Reference.reachabilityFence(value);
    }
  }

  /** Waits for an answer. */
  <T> T wait(String what, CompletableFuture<T> answer) {
    try {
      return answer.get(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new FacetException(
          FacetException.Kind.ENGINE,
          "Waited " + longest.toSeconds() + " seconds for " + what + " in vain",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FacetException known) {
        throw known;
      }
      throw new IllegalStateException("While waiting for " + what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FacetException(FacetException.Kind.ENGINE, "The tour was interrupted", e);
    }
  }

  /** Lays a node out, so that it asks for the pictures that it shows. */
  void layOut(Node node) {
    run(
        () -> {
          node.getScene().getRoot().applyCss();
          node.getScene().getRoot().layout();
        });
  }

  /** A node as a PNG file, at twice its size, with the menus and popovers that lie over it. */
  byte[] picture(Node node) {
    return get(
        () -> {
          List<PopupWindow> over =
              Window.getWindows().stream()
                  .filter(w -> w.isShowing() && w instanceof PopupWindow && !(w instanceof Tooltip))
                  .map(PopupWindow.class::cast)
                  .toList();
          WritableImage under = within(node, snapshot(node));
          if (over.isEmpty()) {
            return PngEncoder.encode(under);
          }
          Group layers = new Group(new ImageView(under));
          for (PopupWindow popup : over) {
            Node content = popup.getScene().getRoot();
            Bounds place = node.screenToLocal(content.localToScreen(content.getBoundsInLocal()));
            ImageView layer = new ImageView(snapshot(content));
            layer.setX(place.getMinX() * PICTURE_SCALE);
            layer.setY(place.getMinY() * PICTURE_SCALE);
            layers.getChildren().add(layer);
          }
          return PngEncoder.encode(layers.snapshot(null, null));
        });
  }

  /** What a node draws beyond its edges, such as a shadow, is no part of its picture. */
  private static WritableImage within(Node node, WritableImage drawn) {
    Bounds area = node.getLayoutBounds();
    Bounds all = node.getBoundsInLocal();
    int x = (int) Math.round((area.getMinX() - all.getMinX()) * PICTURE_SCALE);
    int y = (int) Math.round((area.getMinY() - all.getMinY()) * PICTURE_SCALE);
    int width = (int) Math.round(area.getWidth() * PICTURE_SCALE);
    int height = (int) Math.round(area.getHeight() * PICTURE_SCALE);
    return new WritableImage(
        drawn.getPixelReader(),
        x,
        y,
        Math.min(width, (int) drawn.getWidth() - x),
        Math.min(height, (int) drawn.getHeight() - y));
  }

  private static WritableImage snapshot(Node node) {
    SnapshotParameters parameters = new SnapshotParameters();
    parameters.setTransform(Transform.scale(PICTURE_SCALE, PICTURE_SCALE));
    parameters.setFill(Color.TRANSPARENT);
    return node.snapshot(parameters, null);
  }
}
