package dev.facet.ui.steering;

import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PagedList;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.ImageRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.ViewedImages;
import java.time.Duration;
import java.util.List;
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
  private static final List<String> BLANKS = List.of("white", "black", "grey", "noise:1");

  private final Session session;
  private final SteeringState steering;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final ObservableList<ImageChoice> blanks = FXCollections.observableArrayList();
  private final PagedList<ImageRow> corpus = new PagedList<>(CORPUS_PAGE, this::loadCorpusPage);
  private final StringProperty corpusText = new SimpleStringProperty("");
  private final ObservableList<String> prompts = FXCollections.observableArrayList();

  QuestionViewModel(
      Session session, WorkerApi worker, LatestWins<String> latest, Messages messages) {
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

  /** Address of the image. */
  public StringProperty imageProperty() {
    return steering.imageProperty();
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
      return messages.text("steering.image.corpus", address.substring(CORPUS.length()));
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

  private void opened(@Nullable StudyInfo study) {
    if (study == null) {
      return;
    }
    prompts.setAll(study.prompts());
    if (!study.prompts().isEmpty()) {
      promptProperty().set(study.prompts().getFirst());
    }
    if (inCorpus(imageProperty().get())) {
      imageProperty().set(BLANKS.getFirst());
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
