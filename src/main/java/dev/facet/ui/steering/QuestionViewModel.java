package dev.facet.ui.steering;

import dev.facet.core.FacetException;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PagedList;
import dev.facet.fx.Pasted;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.ImageRow;
import dev.facet.protocol.KeepImageRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.PromptImages;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.ViewedImages;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What the model is asked, and about which image. */
public final class QuestionViewModel {

  private static final int CORPUS_PAGE = 60;
  private static final Duration TYPING_PAUSE = Duration.ofMillis(200);
  private static final String CORPUS = "corpus:";
  private static final String PASTE = "paste";

  /** Of a picture that is only looked at to see whether it is one. */
  private static final int LOOK_SIDE = 32;

  private static final List<String> BLANKS = List.of("white", "black", "grey", "noise:1");

  private final Session session;
  private final SteeringState steering;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final Executor encoding;
  private final ObservableList<ImageChoice> blanks = FXCollections.observableArrayList();
  private final PagedList<ImageRow> corpus = new PagedList<>(CORPUS_PAGE, this::loadCorpusPage);
  private final StringProperty corpusText = new SimpleStringProperty("");
  private final ObservableList<String> prompts = FXCollections.observableArrayList();

  /**
   * @param encoding makes files of pasted pictures
   */
  QuestionViewModel(
      Session session,
      WorkerApi worker,
      LatestWins<String> latest,
      Messages messages,
      Executor encoding) {
    this.encoding = encoding;
    this.session = session;
    this.steering = session.steering();
    this.worker = worker;
    this.latest = latest;
    this.messages = messages;
    for (String address : BLANKS) {
      blanks.add(new ImageChoice(address, messages.text("steering.image." + address)));
    }
    corpusText.addListener(o -> searchCorpus(TYPING_PAUSE));
    session.openedProperty().subscribe(this::opened);
    session.studyProperty().subscribe(this::changed);
  }

  /** Ready images without content. */
  public ObservableList<ImageChoice> blanks() {
    return blanks;
  }

  /** Images of the study, as searched; null where one is not here yet. */
  public PagedList<ImageRow> corpus() {
    return corpus;
  }

  public StringProperty corpusTextProperty() {
    return corpusText;
  }

  /** Address of the marked image; the only one where there is one. */
  public StringProperty imageProperty() {
    return steering.imageProperty();
  }

  /** Takes an image of the study in place of the marked one. */
  void choose(ImageRow row) {
    String address = CORPUS + row.image();
    images().name(address, row.caption().isBlank() ? row.name() : row.caption());
    imageProperty().set(address);
  }

  /** All images of the question. */
  public PromptImages images() {
    return steering.images();
  }

  /** Asks about one image more: a white one, until another takes its place. */
  public void addImage() {
    steering.addImage(BLANKS.getFirst());
  }

  public void removeImage(int index) {
    steering.removeImage(index);
  }

  /** Whether there may be an image in what is dragged here: files, a picture, or its address. */
  boolean takes(Pasted pasted) {
    return pasted.png() != null || !pasted.files().isEmpty() || inCorpus(pasted.text());
  }

  /**
   * Asks about what was pasted: the first image takes the place of the marked one, others follow
   * behind. What is no image leaves all as it is, and one sentence says why.
   */
  public void paste(Pasted pasted) {
    latest.submit(
        PASTE,
        () -> addresses(pasted),
        found -> {
          imageProperty().set(found.getFirst());
          found.subList(1, found.size()).forEach(steering::addImage);
          session.messageProperty().set(messages.text("steering.paste.done", found.size()));
        },
        failure ->
            session
                .messageProperty()
                .set(messages.text("steering.paste.failed", Problem.sentence(failure))));
  }

  /** Addresses of pasted images, each looked at once. */
  private CompletableFuture<List<String>> addresses(Pasted pasted) {
    Supplier<byte[]> png = pasted.png();
    if (!pasted.files().isEmpty()) {
      return checked(pasted.files());
    }
    if (png != null) {
      return CompletableFuture.supplyAsync(
              () -> new KeepImageRequest(Base64.getEncoder().encodeToString(png.get())), encoding)
          .thenCompose(worker::keepImage)
          .thenApply(kept -> List.of(kept.address()));
    }
    List<String> lines = pasted.text().lines().map(String::strip).limit(2).toList();
    return lines.size() == 1 && !lines.getFirst().isEmpty()
        ? checked(lines)
        : CompletableFuture.failedFuture(
            FacetException.badInput(messages.text("steering.paste.nothing")));
  }

  private CompletableFuture<List<String>> checked(List<String> addresses) {
    List<CompletableFuture<ImageData>> looks =
        addresses.stream().map(a -> worker.pixels(new PixelsRequest(a, LOOK_SIDE))).toList();
    return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
        .thenApply(done -> addresses);
  }

  public ObservableList<String> prompts() {
    return prompts;
  }

  public StringProperty promptProperty() {
    return steering.promptProperty();
  }

  /** The name of an image address for a person. */
  public String imageName(String address) {
    for (ImageChoice blank : blanks) {
      if (blank.address().equals(address)) {
        return blank.name();
      }
    }
    if (address.startsWith(CORPUS)) {
      return images()
          .nameOf(address)
          .orElseGet(
              () -> messages.text("steering.image.corpus", address.substring(CORPUS.length())));
    }
    return address.substring(Math.max(address.lastIndexOf('/'), address.lastIndexOf('\\')) + 1);
  }

  /** Looks at the image closely: which features fire on it? */
  public void view() {
    String address = imageProperty().get();
    session.view(ViewedImages.of(address, imageName(address)));
  }

  /** Whether an image address means an image of the study. */
  static boolean inCorpus(String address) {
    return address.startsWith(CORPUS);
  }

  /** Another model answers, which understands other questions; one that was typed stays. */
  private void changed(@Nullable StudyInfo study) {
    if (study != null && !study.prompts().isEmpty() && !prompts.equals(study.prompts())) {
      String present = promptProperty().get();
      boolean ready = prompts.contains(present);
      prompts.setAll(study.prompts());
      promptProperty().set(ready ? prompts.getFirst() : present);
    }
  }

  private void opened(@Nullable StudyInfo study) {
    if (study == null) {
      return;
    }
    images().forgetNames();
    prompts.setAll(study.prompts());
    if (!study.prompts().isEmpty()) {
      promptProperty().set(study.prompts().getFirst());
    }
    if (images().allProperty().get().stream().anyMatch(QuestionViewModel::inCorpus)) {
      images().setAll(List.of(BLANKS.getFirst()));
    }
    searchCorpus(Duration.ZERO);
  }

  private void searchCorpus(Duration pause) {
    if (session.studyProperty().get() == null) {
      return;
    }
    latest.submit(
        CORPUS,
        pause,
        () -> worker.images(new ImageQuery(corpusText.get().strip(), 0, CORPUS_PAGE)),
        page -> corpus.reset(page.total(), page.rows()),
        failure -> session.messageProperty().set(Problem.sentence(failure)));
  }

  private void loadCorpusPage(int page) {
    latest.submit(
        CORPUS + page,
        () ->
            worker.images(
                new ImageQuery(corpusText.get().strip(), page * CORPUS_PAGE, CORPUS_PAGE)),
        answer -> corpus.put(page, answer.rows()),
        failure -> {
          corpus.forget(page);
          session.messageProperty().set(Problem.sentence(failure));
        });
  }
}
