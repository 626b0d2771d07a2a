package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.core.StudyComparison;
import dev.facet.core.StudyComparison.Match;
import dev.facet.core.StudyComparison.Side;
import dev.facet.metrics.OneToOneMatching;
import dev.facet.metrics.OneToOneMatching.Edge;
import dev.facet.metrics.Vectors;
import dev.facet.workspace.CodePairs;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.EncoderStore.Encoder;
import dev.facet.workspace.FeatureColumns;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.Study;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares two SAEs over one corpus: their latents are matched one to one by the correlation of
 * their mean codes over the images, so that the sum of the correlations is the largest that there
 * is among each latent's best partners.
 */
public final class StudyComparer {

  /** Partners of a latent that are considered. */
  private static final int CANDIDATES = 16;

  /** Pairs of latents on an image that are looked at, about. */
  private static final double PAIRS = 2e8;

  /** The latents are taken in as many blocks, so that work can be told of and cancelled. */
  private static final int BLOCKS = 16;

  private static final int EDGE_BYTES = 2 * Integer.BYTES + Double.BYTES;

  private record Sums(long images, double[] sum, double[] squares) {

    static Sums of(Study study, int stride) {
      int latents = study.manifest().latents();
      Sums sums = new Sums(study.images().count(stride), new double[latents], new double[latents]);
      CodePairs.sums(
          study,
          stride,
          (latent, sum, squares) -> {
            sums.sum[latent] = sum;
            sums.squares[latent] = squares;
          });
      return sums;
    }

    ByteBuffer bytes() {
      ByteBuffer bytes =
          ByteBuffer.allocate(Long.BYTES + Double.BYTES * (sum.length + squares.length));
      bytes.putLong(images);
      for (double[] values : new double[][] {sum, squares}) {
        bytes.asDoubleBuffer().put(values);
        bytes.position(bytes.position() + Double.BYTES * values.length);
      }
      return bytes.flip();
    }

    static Sums of(ByteBuffer bytes, int latents) {
      Sums sums = new Sums(bytes.getLong(), new double[latents], new double[latents]);
      for (double[] values : new double[][] {sums.sum, sums.squares}) {
        bytes.asDoubleBuffer().get(values);
        bytes.position(bytes.position() + Double.BYTES * latents);
      }
      return sums;
    }

    double spread(int latent) {
      return Math.sqrt(images * squares[latent] - sum[latent] * sum[latent]);
    }
  }

  private StudyComparer() {}

  /**
   * @param decoders decoder rows of both SAEs, unit norm or not; null where they lie in different
   *     spaces or are not at hand
   * @param limit most matches that come back; the means speak of all
   * @param parts keeps what is found on the way, and gives what an earlier run found
   * @throws FacetException when the studies are of different images
   */
  public static StudyComparison compare(
      Study first,
      Study second,
      @Nullable Decoders decoders,
      int limit,
      ComparisonParts parts,
      Progress progress,
      Cancellation cancellation) {
    check(first, second);
    progress.report("adding up codes", 0, 0);
    int stride = stride(first, second);
    parts.begin(question(first, second, stride));
    Sums a = sums(first, stride, parts);
    cancellation.check();
    Sums b = sums(second, stride, parts);
    cancellation.check();
    List<Edge> candidates = new ArrayList<>();
    int latents = first.manifest().latents();
    int block = (latents + BLOCKS - 1) / BLOCKS;
    for (int from = 0; from < latents; from += block) {
      int begin = from;
      int end = Math.min(latents, begin + block);
      progress.report("comparing latents", begin, latents);
      edges(
          parts.next(() -> bytes(candidates(first, second, stride, a, b, begin, end))), candidates);
      cancellation.check();
    }
    progress.report("pairing latents", latents, latents);
    List<Edge> pairs = match(candidates, a.sum().length, b.sum().length, cancellation);
    StudyComparison found = result(first, second, decoders, limit, a.images(), pairs);
    parts.done();
    return found;
  }

  /** What the sums and the candidates depend on. */
  private static String question(Study first, Study second, int stride) {
    return String.join(
        "\n",
        "comparison 1",
        first.manifest().provenance().toString(),
        Long.toString(first.codes().rows()),
        second.manifest().provenance().toString(),
        Long.toString(second.codes().rows()),
        "every " + stride + ", " + CANDIDATES + " candidates, " + BLOCKS + " blocks");
  }

  private static Sums sums(Study study, int stride, ComparisonParts parts) {
    return Sums.of(parts.next(() -> Sums.of(study, stride).bytes()), study.manifest().latents());
  }

  private static ByteBuffer bytes(List<Edge> edges) {
    ByteBuffer bytes = ByteBuffer.allocate(edges.size() * EDGE_BYTES);
    edges.forEach(e -> bytes.putInt(e.left()).putInt(e.right()).putDouble(e.weight()));
    return bytes.flip();
  }

  private static void edges(ByteBuffer bytes, List<Edge> into) {
    while (bytes.hasRemaining()) {
      into.add(new Edge(bytes.getInt(), bytes.getInt(), bytes.getDouble()));
    }
  }

  /**
   * Decoder rows of two SAEs of one residual stream.
   *
   * @param first row of a latent of the first [D]
   * @param second row of a latent of the second [D]
   */
  public record Decoders(IntFunction<float[]> first, IntFunction<float[]> second) {}

  private static void check(Study first, Study second) {
    for (Study study : List.of(first, second)) {
      if (!study.manifest().complete()) {
        throw FacetException.badInput("The study " + study.folder() + " is not finished");
      }
    }
    String images = first.manifest().provenance().corpusFingerprint();
    String others = second.manifest().provenance().corpusFingerprint();
    if (!Objects.equals(images, others)) {
      throw FacetException.mismatch(
          "The studies are of different images ("
              + first.manifest().provenance().corpus()
              + " and "
              + second.manifest().provenance().corpus()
              + "); two SAEs are compared over one corpus");
    }
  }

  private static int stride(Study first, Study second) {
    double images = Math.max(1, first.images().count(1));
    double perImage = first.codes().rows() / images * (second.codes().rows() / images);
    return (int) Math.max(1, Math.ceil(images * perImage / PAIRS));
  }

  private static List<Edge> candidates(
      Study first, Study second, int stride, Sums a, Sums b, int begin, int end) {
    List<Edge> kept = new ArrayList<>();
    List<Edge> ofLatent = new ArrayList<>();
    CodePairs.products(
        first,
        second,
        stride,
        begin,
        end,
        (k, l, product) -> {
          if (!ofLatent.isEmpty() && ofLatent.getFirst().left() != k) {
            keepBest(ofLatent, kept);
          }
          double spread = a.spread(k) * b.spread(l);
          double r = spread > 0 ? (a.images() * product - a.sum()[k] * b.sum()[l]) / spread : 0;
          if (r > 0) {
            ofLatent.add(new Edge(k, l, Math.min(1, r)));
          }
        });
    keepBest(ofLatent, kept);
    return kept;
  }

  private static void keepBest(List<Edge> ofLatent, List<Edge> kept) {
    ofLatent.sort(BEST_FIRST);
    kept.addAll(ofLatent.subList(0, Math.min(CANDIDATES, ofLatent.size())));
    ofLatent.clear();
  }

  private static final Comparator<Edge> BEST_FIRST =
      Comparator.comparingDouble((Edge e) -> -e.weight())
          .thenComparingInt(Edge::left)
          .thenComparingInt(Edge::right);

  private static List<Edge> match(
      List<Edge> candidates, int lefts, int rights, Cancellation cancellation) {
    int[] partner = OneToOneMatching.of(lefts, rights, candidates, cancellation);
    return candidates.stream()
        .filter(e -> partner[e.left()] == e.right())
        .sorted(BEST_FIRST)
        .toList();
  }

  private static StudyComparison result(
      Study first,
      Study second,
      @Nullable Decoders decoders,
      int limit,
      long images,
      List<Edge> pairs) {
    List<String> firstLabels = first.features().labels();
    List<String> secondLabels = second.features().labels();
    Map<Integer, Double> firstScores = scores(first);
    Map<Integer, Double> secondScores = scores(second);
    double correlations = 0;
    double cosines = 0;
    List<Match> matches = new ArrayList<>();
    for (Edge pair : pairs) {
      Double cosine = decoders == null ? null : cosine(decoders, pair);
      correlations += pair.weight();
      cosines += cosine == null ? 0 : cosine;
      if (matches.size() < limit) {
        matches.add(
            new Match(
                pair.left(),
                firstLabels.get(pair.left()),
                pair.right(),
                secondLabels.get(pair.right()),
                pair.weight(),
                cosine,
                firstScores.get(pair.left()),
                secondScores.get(pair.right())));
      }
    }
    int count = pairs.size();
    return new StudyComparison(
        side(first, firstScores, count),
        side(second, secondScores, count),
        images,
        "one to one with the largest sum of correlations of the mean codes over images",
        matches,
        count == 0 ? Double.NaN : correlations / count,
        decoders == null || count == 0 ? null : cosines / count);
  }

  private static double cosine(Decoders decoders, Edge pair) {
    double[] left = Vectors.unit(decoders.first().apply(pair.left()));
    double[] right = Vectors.unit(decoders.second().apply(pair.right()));
    return Vectors.dot(left, right);
  }

  private static Map<Integer, Double> scores(Study study) {
    FeatureColumns columns = study.features().columns(FeatureSearch.all(0, 0));
    Map<Integer, Double> scores = new HashMap<>();
    for (int i = 0; i < columns.features().length; i++) {
      float score = columns.monosemanticity()[i];
      if (!Float.isNaN(score)) {
        scores.put(columns.features()[i], (double) score);
      }
    }
    return scores;
  }

  private static Side side(Study study, Map<Integer, Double> scores, int matched) {
    CorpusFigures figures = Objects.requireNonNull(study.manifest().figures());
    return new Side(
        study.manifest().name(),
        study.manifest().provenance(),
        study.manifest().latents(),
        figures.alive(),
        figures.explainedVariance(),
        figures.l0(),
        study.encoders().all().stream()
            .filter(Encoder::chosen)
            .map(Encoder::name)
            .findFirst()
            .orElse(""),
        scores.values().stream().mapToDouble(s -> s).average().orElse(Double.NaN),
        scores.values().stream().mapToDouble(s -> s).max().orElse(Double.NaN),
        Math.max(0, figures.alive() - matched));
  }
}
