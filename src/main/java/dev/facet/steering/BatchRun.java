package dev.facet.steering;

import dev.facet.core.Cancellation;
import dev.facet.core.Intervention;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** One question about several rows of images: as few passes as their layout allows. */
final class BatchRun {

  private final SteeringEngine engine;
  private final VisionLanguageModel model;
  private final String prompt;
  private final int maxTokens;
  private final Cancellation cancellation;

  BatchRun(SteeringEngine engine, String prompt, int maxTokens, Cancellation cancellation) {
    this.engine = engine;
    this.model = engine.model();
    this.prompt = prompt;
    this.maxTokens = maxTokens;
    this.cancellation = cancellation;
  }

  List<RowCaption> run(List<CaptionRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<RgbImage> images = rows.getFirst().images();
    if (rows.stream().allMatch(row -> row.images().equals(images))) {
      return shared(rows);
    }
    List<RowCaption> captions = new ArrayList<>();
    List<Question> questions = rows.stream().map(row -> question("", row.images())).toList();
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      while (to < rows.size() && alike(questions.get(from), questions.get(to))) {
        to++;
      }
      captions.addAll(own(questions.subList(from, to), rows.subList(from, to)));
      from = to;
    }
    return captions;
  }

  /** Rows that show the same images: what lies below the first edit is run once and kept. */
  private List<RowCaption> shared(List<CaptionRow> rows) {
    List<RgbImage> images = rows.getFirst().images();
    Question question = question(fingerprint(images), images);
    try (NdScope scope = new NdScope()) {
      Edits edits = edits(rows);
      return answers(
          engine.pipeline().prefill(question, edits, new int[0], maxTokens, true), edits);
    }
  }

  private List<RowCaption> own(List<Question> questions, List<CaptionRow> rows) {
    try (NdScope scope = new NdScope()) {
      Edits edits = edits(rows);
      return answers(engine.pipeline().prefill(questions, edits, maxTokens), edits);
    }
  }

  private Edits edits(List<CaptionRow> rows) {
    List<List<Intervention>> all = rows.stream().map(CaptionRow::interventions).toList();
    return engine.edits(all);
  }

  private List<RowCaption> answers(Prefill prefill, Edits edits) {
    List<Transcript> transcripts = new ArrayList<>();
    for (int r = 0; r < edits.rows(); r++) {
      transcripts.add(engine.silent(maxTokens));
    }
    engine.captioner().greedy(prefill, edits.decoding(), transcripts, cancellation);
    return transcripts.stream()
        .map(t -> new RowCaption(t.result().text(), t.meanProbability()))
        .toList();
  }

  private Question question(String imagesKey, List<RgbImage> images) {
    List<PixelValues> pixels = images.stream().map(model::pixels).toList();
    Prompt written = engine.questions().prompt(prompt, pixels);
    return new Question(imagesKey, imagesKey + "\n\n" + prompt, pixels, written);
  }

  /** Whether two rows can be run together: the same tokens, and tiles that lie alike. */
  private static boolean alike(Question a, Question b) {
    if (!Arrays.equals(a.prompt().ids(), b.prompt().ids())
        || a.images().size() != b.images().size()) {
      return false;
    }
    for (int i = 0; i < a.images().size(); i++) {
      PixelValues p = a.images().get(i);
      PixelValues q = b.images().get(i);
      boolean oneTile = p.tiles() == 1 && q.tiles() == 1;
      if (p.width() != q.width()
          || p.height() != q.height()
          || !oneTile
              && (p.tiles() != q.tiles()
                  || p.originalWidth() != q.originalWidth()
                  || p.originalHeight() != q.originalHeight())) {
        return false;
      }
    }
    return true;
  }

  private static String fingerprint(List<RgbImage> images) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (RgbImage image : images) {
        digest.update(
            (image.width() + " " + image.height() + " ").getBytes(StandardCharsets.UTF_8));
        digest.update(image.rgb());
      }
      return "rgb:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
