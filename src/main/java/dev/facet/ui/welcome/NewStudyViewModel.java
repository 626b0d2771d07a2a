package dev.facet.ui.welcome;

import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** From a model, an SAE and a folder of images to a study: the form, its checks and the job. */
public final class NewStudyViewModel {

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final Map<Long, String> running = new HashMap<>();
  private final StringProperty model = new SimpleStringProperty("");
  private final StringProperty sae = new SimpleStringProperty("");
  private final StringProperty images = new SimpleStringProperty("");
  private final StringProperty site = new SimpleStringProperty("");
  private final StringProperty out = new SimpleStringProperty("");
  private final ReadOnlyStringWrapper trouble = new ReadOnlyStringWrapper("");

  public NewStudyViewModel(
      Session session, WorkerApi worker, WorkerEvents events, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    for (StringProperty field : List.of(model, sae, images, site, out)) {
      field.addListener(o -> check());
    }
    images.addListener(
        (o, before, now) -> {
          if (out.get().isBlank() || out.get().equals(proposal(before))) {
            out.set(proposal(now));
          }
        });
    events.followJobs(this::followed);
    check();
  }

  public StringProperty modelProperty() {
    return model;
  }

  public StringProperty saeProperty() {
    return sae;
  }

  public StringProperty imagesProperty() {
    return images;
  }

  /** Hook point; blank takes the one that the SAE names. */
  public StringProperty siteProperty() {
    return site;
  }

  public StringProperty outProperty() {
    return out;
  }

  /** What still keeps the study from being made, or empty. */
  public ReadOnlyStringProperty troubleProperty() {
    return trouble.getReadOnlyProperty();
  }

  /**
   * A folder was dropped on the window.
   *
   * @return whether it is a study, which is being opened; otherwise it went into the form
   */
  public boolean drop(Path folder) {
    if (Files.exists(folder.resolve("study.json"))) {
      session.open(folder.toString());
      return true;
    }
    String path = folder.toString();
    if (Files.exists(folder.resolve("ae.pt")) || Files.exists(folder.resolve("cfg.json"))) {
      sae.set(path);
    } else if (Files.exists(folder.resolve("config.json"))) {
      model.set(path);
    } else {
      images.set(path);
    }
    return false;
  }

  /** Starts the job; the study opens when it is done. */
  public void start() {
    if (!trouble.get().isEmpty()) {
      return;
    }
    String target = out.get().strip();
    IndexRequest request =
        new IndexRequest(
            model.get().strip(),
            sae.get().strip(),
            images.get().strip(),
            site.get().strip(),
            target);
    latest.submit(
        "start",
        () -> worker.startIndex(request),
        job -> {
          running.put(job.job(), target);
          session.messageProperty().set(messages.text("newstudy.started", job.title()));
        },
        failure -> session.report(messages.text("newstudy.failed"), failure));
  }

  private void followed(List<JobEvent> batch) {
    for (JobEvent event : batch) {
      String target = running.get(event.job());
      if (target == null) {
        continue;
      }
      switch (event.state()) {
        case DONE -> {
          running.remove(event.job());
          session.open(target);
        }
        case FAILED, CANCELLED -> running.remove(event.job());
        case QUEUED, RUNNING -> {}
      }
    }
  }

  private void check() {
    trouble.set(
        !folder(model)
            ? messages.text("newstudy.trouble.model")
            : !folder(sae)
                ? messages.text("newstudy.trouble.sae")
                : !folder(images)
                    ? messages.text("newstudy.trouble.images")
                    : out.get().isBlank() || exists(out)
                        ? messages.text("newstudy.trouble.out")
                        : "");
  }

  private static String proposal(String images) {
    return images.isBlank() ? "" : images.strip().replaceFirst("[/\\\\]+$", "") + "-facet";
  }

  private static boolean folder(StringProperty field) {
    try {
      return !field.get().isBlank() && Files.isDirectory(Path.of(field.get().strip()));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean exists(StringProperty field) {
    try {
      return Files.exists(Path.of(field.get().strip()));
    } catch (InvalidPathException e) {
      return true;
    }
  }
}
