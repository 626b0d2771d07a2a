package dev.facet.app;

import dev.facet.core.AppliedNorm;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.Control;
import dev.facet.core.DoseResult;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FeatureFacets;
import dev.facet.core.Intervention;
import dev.facet.core.PatchFrame;
import dev.facet.core.Provenance;
import dev.facet.core.Reconstruction;
import dev.facet.core.SiteFit;
import dev.facet.core.StudyComparison;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoImage;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.ImageKind;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.AppliedNorms;
import dev.facet.protocol.AppliedRequest;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.AttachRequest;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.CaptionRuns;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
import dev.facet.protocol.DoseRequest;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.FeatureHits;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.Firing;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.ImageAddress;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImagePage;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.ImageRow;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.IndexState;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.JobList;
import dev.facet.protocol.KeepImageRequest;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.ModelRequest;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PackedFloats;
import dev.facet.protocol.PackedInts;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.RunRequest;
import dev.facet.protocol.SaeFitFigures;
import dev.facet.protocol.SiteNorm;
import dev.facet.protocol.SiteRequest;
import dev.facet.protocol.SkippedImages;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyParts;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerInfo;
import dev.facet.worker.CaptionCommandLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker without a model, for tests of the window: plausible data from the demo world, computed
 * on the executor it is given. Latent i stands for concept i; what it says depends on strength.
 */
public final class FakeWorker implements WorkerApi {

  public static final double R = 4.2;
  private static final int GRID = 8;
  private static final int IMAGES = 400;

  private final WindowApi window;
  private final Executor executor;
  private final ConceptTable concepts = ConceptTable.load();

  /** Reads its artwork when the first picture is asked for. */
  private @Nullable DemoPainter painter;

  private final Map<Integer, FeatureRow> changed = new ConcurrentHashMap<>();
  private final Map<Integer, String> notes = new ConcurrentHashMap<>();
  private final Map<Integer, List<String>> tags = new ConcurrentHashMap<>();
  private final Map<Long, DemoImage> painted = new ConcurrentHashMap<>();
  private final int latents;
  public final List<CaptionRequest> captions = new ArrayList<>();
  public final List<SweepRequest> sweeps = new ArrayList<>();
  public final List<FeatureQuery> queries = new ArrayList<>();
  public final List<String> inspected = new ArrayList<>();
  public final List<IndexRequest> indexed = new ArrayList<>();
  public final List<CaptionRun> runs = new ArrayList<>();
  public final List<Long> cancelled = new ArrayList<>();
  private long runIds;

  /** The language model that answers; empty for a study of an encoder alone. */
  public String model = "llava";

  /** Whether the encoder's texts can measure what edits do where no language model answers. */
  public boolean textTower;

  /** Jobs that an earlier worker left. */
  public final List<JobEvent> interrupted = new CopyOnWriteArrayList<>();

  public final List<Long> resumed = new CopyOnWriteArrayList<>();
  private volatile boolean failing;

  /** How far the study is indexed. */
  public IndexState indexing = new IndexState(IMAGES, IMAGES, 2, true, false);

  /** What the study's notice says, and what an older study was made of. */
  public String message = "";

  /** The path of the study that was asked for last. */
  public volatile @Nullable String openedLast;

  public @Nullable StudyParts older;

  public FakeWorker(WindowApi window, Executor executor, int latents) {
    this.window = window;
    this.executor = executor;
    this.latents = latents;
  }

  /** From now on every request fails. */
  public void fail(boolean on) {
    failing = on;
  }

  private synchronized DemoPainter painter() {
    DemoPainter ready = painter;
    if (ready == null) {
      ready = new DemoPainter(concepts);
      painter = ready;
    }
    return ready;
  }

  private <T> CompletableFuture<T> answer(Supplier<T> work) {
    if (failing) {
      return CompletableFuture.failedFuture(
          new FacetException(
              FacetException.Kind.ENGINE,
              "The worker stopped (exit code 134); its log is worker.log"));
    }
    return CompletableFuture.supplyAsync(work, executor);
  }

  @Override
  public CompletableFuture<WorkerInfo> hello() {
    return answer(() -> new WorkerInfo("0.1.0", 1, "cpu", "fp32", 2, "PyTorch 2.7.1"));
  }

  /** Folders by their last name: one that ends on model, sae or images is that, others are none. */
  @Override
  public CompletableFuture<InspectReply> inspect(InspectRequest request) {
    String path = request.path();
    inspected.add(path);
    return answer(
        () -> {
          String name = path.substring(path.lastIndexOf('/') + 1);
          return switch (name) {
            case "model" ->
                reply(
                    path,
                    InspectReply.Kind.MODEL,
                    List.of(),
                    "family",
                    "LLaVA",
                    "vision_layers",
                    "24",
                    "vision_width",
                    "1024",
                    "patches",
                    "24 x 24",
                    "parameters",
                    "7063427072",
                    "writes_captions",
                    "true");
            case "sae" ->
                reply(
                    path,
                    InspectReply.Kind.SAE,
                    List.of("The files do not say which layer it reads"),
                    "library",
                    "dictionary_learning",
                    "architecture",
                    "BatchTopK",
                    "d_in",
                    "1024",
                    "d_sae",
                    "65536",
                    "k",
                    "64");
            case "images" ->
                reply(
                    path,
                    InspectReply.Kind.IMAGES,
                    List.of(),
                    "images",
                    "12000",
                    "first",
                    "0001.jpg",
                    "first_width",
                    "640",
                    "first_height",
                    "480");
            case "demo" ->
                reply(
                    path,
                    InspectReply.Kind.STUDY,
                    List.of(),
                    "name",
                    "Demo world",
                    "latents",
                    "1024",
                    "site",
                    "vision.layers.3.out",
                    "model",
                    "CLIP demo");
            default -> throw FacetException.notFound(path + " does not exist");
          };
        });
  }

  private static InspectReply reply(
      String path, InspectReply.Kind kind, List<String> warnings, String... facts) {
    List<InspectReply.Fact> all = new ArrayList<>();
    for (int i = 0; i < facts.length; i += 2) {
      all.add(new InspectReply.Fact(facts[i], facts[i + 1]));
    }
    return new InspectReply(path, kind, all, warnings);
  }

  @Override
  public CompletableFuture<ArithmeticInfo> arithmetic(ArithmeticRequest request) {
    return answer(() -> new ArithmeticInfo(request.arithmetic(), ""));
  }

  @Override
  public CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request) {
    openedLast = request.path();
    return answer(
        () ->
            new StudyInfo(
                request.path() == null ? "/studies/demo" : request.path(),
                "Demo world",
                provenance(),
                "BatchTopK",
                latents,
                latents - latents / 10,
                IMAGES,
                128,
                R,
                0.87,
                0.11,
                0.94,
                15.8,
                new Reconstruction(0.86, 1.7, 0.91, 57.3),
                List.of(
                    new SiteFit("vision.layers.0.out", 3.1, 0.21, 0.8),
                    new SiteFit("vision.layers.3.out", 15.8, 0.87, 0.1),
                    new SiteFit("vision.layers.5.out", 40.2, 0.35, 0.4)),
                GRID,
                GRID,
                PatchFrame.whole(64, 64),
                List.of("Describe the image.", "What is in the picture?"),
                strengths(),
                model,
                List.of("llava", "llava-small"),
                indexing,
                "clip",
                true,
                false,
                message,
                older,
                textTower || !model.isEmpty()));
  }

  private static List<Double> strengths() {
    List<Double> all = new ArrayList<>();
    for (double r = -2; r <= 8; r += 0.5) {
      all.add(r * R);
    }
    return all;
  }

  private static Provenance provenance() {
    return new Provenance(
        "CLIP demo",
        "8b1f03",
        "77aa10",
        "sae",
        "f00d12",
        "vision.layers.3.out",
        "demo-world",
        "c0ffee",
        "fp32",
        "0.1.0");
  }

  private String word(int feature) {
    return concepts.get(feature % concepts.size()).word();
  }

  private FeatureRow row(int feature) {
    FeatureRow known = changed.get(feature);
    if (known != null) {
      return known;
    }
    double x = hash(feature);
    return new FeatureRow(
        feature,
        word(feature),
        false,
        0.2 + 0.5 * hash(feature + 1),
        0.001 + 0.06 * x * x,
        0.0005 + 0.01 * x * x,
        4 + 12 * hash(feature + 2),
        1 + 3 * hash(feature + 3),
        0.3 + 0.6 * hash(feature + 4),
        feature % 3 == 0 ? (Double) (0.1 + 0.5 * hash(feature + 5)) : null,
        feature % 17 == 3);
  }

  @Override
  public CompletableFuture<FeatureColumns> columns(FeatureQuery query) {
    return answer(
        () -> {
          int[] all = IntStream.range(0, latents).toArray();
          float[] x = new float[latents];
          float[] y = new float[latents];
          for (int i : all) {
            x[i] = (float) hash(i + 6);
            y[i] = (float) hash(i + 7);
          }
          return new FeatureColumns(
              PackedInts.of(all),
              column(FeatureRow::frequency),
              column(FeatureRow::density),
              column(FeatureRow::max),
              column(FeatureRow::mean),
              column(FeatureRow::labelScore),
              column(FeatureRow::monosemanticity),
              column(FeatureRow::steerability),
              PackedFloats.of(x),
              PackedFloats.of(y),
              PackedInts.of(IntStream.of(all).filter(i -> row(i).starred()).toArray()));
        });
  }

  private PackedFloats column(Function<FeatureRow, @Nullable Double> figure) {
    float[] values = new float[latents];
    for (int i = 0; i < latents; i++) {
      Double value = figure.apply(row(i));
      values[i] = value == null ? Float.NaN : value.floatValue();
    }
    return PackedFloats.of(values);
  }

  @Override
  public CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request) {
    return answer(
        () ->
            new FeatureHits(
                IntStream.range(0, latents)
                    .filter(i -> lets(request.among(), row(i)))
                    .limit(request.limit())
                    .mapToObj(i -> new FeatureHits.Hit(row(i), 0.6 - 0.01 * i))
                    .toList()));
  }

  /** Whether a row is starred and tagged as asked, and fires as often as asked. */
  private boolean lets(FeatureQuery query, FeatureRow row) {
    boolean tagged = !tags.getOrDefault(row.feature(), List.of()).isEmpty();
    return (!query.starredOnly() || row.starred())
        && (query.facets().tagged() == null || query.facets().tagged() == tagged)
        && query.facets().ranges().stream()
            .filter(range -> range.figure() == FeatureFacets.Figure.FREQUENCY)
            .allMatch(
                range ->
                    (range.from() == null || row.frequency() >= range.from())
                        && (range.to() == null || row.frequency() <= range.to()));
  }

  @Override
  public CompletableFuture<SkippedImages> skippedImages() {
    return answer(
        () ->
            new SkippedImages(
                List.of(
                    new SkippedImages.Skipped("birds/half.png", "The file ends in the middle"),
                    new SkippedImages.Skipped("notes.jpg", "This is a text, not an image"))));
  }

  @Override
  public CompletableFuture<FeaturePage> features(FeatureQuery query) {
    synchronized (queries) {
      queries.add(query);
    }
    return answer(
        () -> {
          String text = query.text().toLowerCase(Locale.ROOT);
          List<FeatureRow> all = new ArrayList<>();
          for (int i = 0; i < latents; i++) {
            FeatureRow row = row(i);
            boolean matches =
                text.isEmpty() || row.label().contains(text) || Integer.toString(i).equals(text);
            if (matches && lets(query, row)) {
              all.add(row);
            }
          }
          Comparator<FeatureRow> order =
              switch (query.sort()) {
                case INDEX -> Comparator.comparingInt(FeatureRow::feature);
                case LABEL -> Comparator.comparing(FeatureRow::label);
                case FREQUENCY -> Comparator.comparingDouble(FeatureRow::frequency);
                case MAX -> Comparator.comparingDouble(FeatureRow::max);
                case MEAN -> Comparator.comparingDouble(FeatureRow::mean);
                default -> Comparator.comparingDouble(FeatureRow::labelScore);
              };
          all.sort(query.descending() ? order.reversed() : order);
          int from = Math.min(all.size(), query.offset());
          int to = Math.min(all.size(), from + query.limit());
          return new FeaturePage(all.size(), List.copyOf(all.subList(from, to)));
        });
  }

  @Override
  public CompletableFuture<FeatureDetail> feature(FeatureRequest request) {
    return answer(
        () -> {
          int feature = request.feature();
          FeatureRow row = row(feature);
          List<Example> top = new ArrayList<>();
          for (int i = 0; i < 16; i++) {
            top.add(example(feature, i, row));
          }
          List<FeatureDetail.Quantile> quantiles = new ArrayList<>();
          for (int q = 4; q >= 0; q--) {
            List<Example> some = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              some.add(example(feature, 20 + 6 * q + i, row));
            }
            quantiles.add(new FeatureDetail.Quantile(q / 5.0, (q + 1) / 5.0, some));
          }
          List<Double> edges = new ArrayList<>();
          List<Long> counts = new ArrayList<>();
          for (int i = 0; i <= 40; i++) {
            edges.add(-1 + i * 2.2 / 40);
            if (i < 40) {
              counts.add(Math.round(900 * Math.exp(-Math.pow((i - 22) / 8.0, 2)) * (1 + hash(i))));
            }
          }
          List<FeatureDetail.ScoredLabel> labels = new ArrayList<>();
          List<FeatureDetail.Neighbour> neighbours = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            labels.add(
                new FeatureDetail.ScoredLabel(word(feature + 5 * i), row.labelScore() - 0.03 * i));
            int other = (feature + 11 * (i + 1)) % latents;
            neighbours.add(new FeatureDetail.Neighbour(other, word(other), 0.71 - 0.06 * i));
          }
          return new FeatureDetail(
              row,
              labels,
              top,
              top.reversed(),
              quantiles,
              new FeatureDetail.Histogram(edges, counts),
              neighbours,
              neighbours.reversed(),
              notes.getOrDefault(feature, ""),
              tags.getOrDefault(feature, List.of()),
              explanations(feature));
        });
  }

  private List<FeatureDetail.Explanation> explanations(int feature) {
    return feature % 2 == 0
        ? List.of()
        : List.of(
            new FeatureDetail.Explanation(
                ExplainMethod.STEERING,
                Control.NONE,
                "a " + word(feature) + ", close up",
                "llava",
                4 * R,
                0.61,
                "What is the main concept in this image?",
                0.27,
                0.93,
                0.44,
                "2026-01-02T03:04:05Z"),
            new FeatureDetail.Explanation(
                ExplainMethod.TOPK,
                Control.NONE,
                "the head of a " + word(feature),
                "llava",
                null,
                0.48,
                "What do these images share?",
                null,
                null,
                null,
                "2026-01-02T03:04:05Z"));
  }

  private long id(int feature, int i) {
    return (feature % concepts.size()) * 1000L + i;
  }

  private DemoImage image(long id) {
    return painted.computeIfAbsent(
        id, i -> painter().paint(i, ImageKind.ONE, List.of((int) (i / 1000) % concepts.size())));
  }

  private Example example(int feature, int i, FeatureRow row) {
    long id = id(feature, i);
    DemoImage image = image(id);
    int size = image.image().width();
    int cell = size / GRID;
    float[] heat = new float[GRID * GRID];
    for (int p = 0; p < size * size; p++) {
      if (image.objectIds()[p] != 0) {
        heat[p / size / cell * GRID + p % size / cell] += 1f / cell / cell;
      }
    }
    List<Float> values = new ArrayList<>();
    double scale = row.max() * (1 - 0.015 * i);
    for (float h : heat) {
      values.add((float) (h < 0.15 ? 0 : h * scale));
    }
    return new Example(
        id, id + ".png", "a " + word(feature) + " on a table", scale / 5, scale, values);
  }

  @Override
  public CompletableFuture<FeatureRow> annotate(AnnotateRequest request) {
    return answer(
        () -> {
          FeatureRow was = row(request.feature());
          Boolean starred = request.starred();
          String label = request.label();
          boolean own = label == null ? was.ownLabel() : !label.isEmpty();
          FeatureRow now =
              new FeatureRow(
                  was.feature(),
                  label == null ? was.label() : label.isEmpty() ? word(was.feature()) : label,
                  own,
                  was.labelScore(),
                  was.frequency(),
                  was.density(),
                  was.max(),
                  was.mean(),
                  was.monosemanticity(),
                  was.steerability(),
                  starred == null ? was.starred() : starred);
          changed.put(request.feature(), now);
          if (request.note() != null) {
            notes.put(request.feature(), request.note());
          }
          if (request.tags() != null) {
            tags.put(request.feature(), request.tags());
          }
          return now;
        });
  }

  @Override
  public CompletableFuture<ImagePage> images(ImageQuery query) {
    return answer(
        () -> {
          List<ImageRow> rows = new ArrayList<>();
          int to = Math.min(IMAGES, query.offset() + query.limit());
          for (int i = query.offset(); i < to; i++) {
            rows.add(new ImageRow(i * 1000L, i + ".png", "a " + word(i)));
          }
          return new ImagePage(IMAGES, rows);
        });
  }

  @Override
  public CompletableFuture<ImageData> pixels(PixelsRequest request) {
    return answer(
        () -> {
          String address = request.address();
          RgbImage image =
              address.startsWith("corpus:")
                  ? image(Long.parseLong(address.substring("corpus:".length()))).image()
                  : BlankImages.parse(
                      address.startsWith("pasted/") ? "noise:9" : address, 192, 192);
          return new ImageData(
              image.width(),
              image.height(),
              Base64.getEncoder().encodeToString(ImageWriter.png(image)));
        });
  }

  @Override
  public CompletableFuture<ImageAddress> keepImage(KeepImageRequest request) {
    int bytes = Base64.getDecoder().decode(request.base64()).length;
    return answer(() -> new ImageAddress("pasted/" + bytes + "-bytes.png"));
  }

  @Override
  public CompletableFuture<FiringPage> firing(FiringRequest request) {
    return answer(
        () -> {
          List<Firing> all = new ArrayList<>();
          for (int i = 0; i < Math.min(40, latents); i++) {
            List<Float> heat = new ArrayList<>();
            for (int patch = 0; patch < GRID * GRID; patch++) {
              double code = hash(97 * i + patch) - 0.3 - 0.015 * i;
              heat.add((float) Math.max(0, 8 * code));
            }
            double code =
                request.patches().isEmpty()
                    ? heat.stream().mapToDouble(h -> h).max().orElse(0)
                    : request.patches().stream().mapToDouble(heat::get).max().orElse(0);
            if (code > 0) {
              all.add(new Firing(i, word(i), code, heat));
            }
          }
          all.sort(Comparator.comparingDouble(Firing::code).reversed());
          return new FiringPage(GRID, GRID, all.subList(0, Math.min(all.size(), request.limit())));
        });
  }

  /** What the fake says: a graded change from blank over another concept to the latent's own. */
  public String caption(List<Intervention> edits) {
    if (edits.isEmpty() || edits.getFirst().strength() < 1.5 * R) {
      return "a blank white image";
    }
    Integer latent = edits.getFirst().direction().latent();
    if (latent == null) {
      return "a plain white image";
    }
    double r = edits.getFirst().strength() / R;
    if (r < 2.5) {
      return "a " + word(latent + 7) + " on a white background";
    }
    if (r < 7) {
      return "a photo of a " + word(latent) + " on a white background";
    }
    return word(latent) + " " + word(latent) + " " + word(latent) + " " + word(latent);
  }

  private CaptionResult result(String text, double r) {
    return new CaptionResult(text, List.of(1, 2), -0.12 - 0.05 * r, 21, 96, false);
  }

  @Override
  public CompletableFuture<CaptionResult> caption(CaptionRequest request) {
    synchronized (captions) {
      captions.add(request);
    }
    return answer(
        () -> {
          List<Intervention> edits = request.spec().interventions();
          String text = caption(edits);
          StringBuilder soFar = new StringBuilder();
          int tokens = 0;
          for (String word : text.split(" ")) {
            soFar.append(soFar.isEmpty() ? "" : " ").append(word);
            window.captionProgress(new CaptionEvent(request.id(), soFar.toString(), ++tokens));
          }
          return result(text, edits.isEmpty() ? 0 : edits.getFirst().strength() / R);
        });
  }

  @Override
  public CompletableFuture<SweepResult> sweep(SweepRequest request) {
    synchronized (sweeps) {
      sweeps.add(request);
    }
    return answer(
        () -> {
          List<SweepPoint> points = new ArrayList<>();
          Intervention edit = request.spec().intervention();
          Integer chosen = edit.direction().latent();
          int latent = chosen == null ? 0 : chosen;
          for (double strength : request.spec().strengths()) {
            double r = strength / R;
            double s = 0.55 / (1 + Math.exp(-2.2 * (r - 2.4))) * (r > 6 ? 1 - 0.08 * (r - 6) : 1);
            double power = 0.82 / (1 + Math.exp(-1.6 * (r - 2.1)));
            String word = r < 2.5 ? word(latent + 7) : word(latent);
            SweepPoint point =
                new SweepPoint(
                    strength,
                    model.isEmpty()
                        ? CaptionResult.NONE
                        : result(caption(List.of(edit.withStrength(strength))), r),
                    s,
                    s * 0.9,
                    power,
                    r < 0.9 ? List.of() : List.of(new SweepPoint.Promoted(word, power)));
            points.add(point);
            window.sweepProgress(new SweepEvent(request.id(), R, point));
          }
          return new SweepResult(request.spec(), R, points, "study words", provenance());
        });
  }

  @Override
  public CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return answer(() -> new JobInfo(6, "Measuring steerability"));
  }

  @Override
  public CompletableFuture<DoseResult> dose(DoseRequest request) {
    return answer(
        () -> {
          double target = request.spec().targetKl();
          return new DoseResult(
              2 * R,
              2,
              target,
              true,
              List.of(new DoseResult.Step(2 * R, target)),
              new CaptionResult(
                  "a dog", List.of(1, 2), -0.2, 20, 80, List.of(target, target), false),
              provenance());
        });
  }

  @Override
  public CompletableFuture<AppliedNorms> applied(AppliedRequest request) {
    return answer(
        () ->
            new AppliedNorms(
                request.spec().interventions().stream()
                    .map(i -> new AppliedNorm(i.strength() / 2, i.strength() / 2 / R, 60, 65))
                    .toList()));
  }

  @Override
  public CompletableFuture<JobInfo> startMap() {
    return answer(() -> new JobInfo(3, "Drawing the map of latents"));
  }

  @Override
  public CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
    return answer(() -> new JobInfo(4, "Measuring monosemanticity"));
  }

  @Override
  public CompletableFuture<StudyQuality> quality() {
    return answer(
        () -> {
          float[] neurons = new float[128];
          for (int i = 0; i < neurons.length; i++) {
            neurons[i] = (float) (0.3 + 0.05 * hash(i));
          }
          return new StudyQuality(
              List.of(
                  new StudyQuality.Scores(
                      "clip", true, column(FeatureRow::monosemanticity), PackedFloats.of(neurons))),
              List.of(
                  new StudyQuality.Explained(
                      "llava-small",
                      ExplainMethod.STEERING,
                      Control.NONE,
                      40,
                      0.2,
                      0.01,
                      0.6,
                      0.03),
                  new StudyQuality.Explained(
                      "llava", ExplainMethod.STEERING, Control.NONE, 40, 0.3, 0.01, 0.8, 0.03),
                  new StudyQuality.Explained(
                      "llava", ExplainMethod.STEERING, Control.RANDOM, 40, 0.1, 0.01, 0.5, 0.02),
                  new StudyQuality.Explained(
                      "llava", ExplainMethod.HYBRID, Control.NONE, 40, 0.4, 0.01, 0.9, 0.02)),
              List.of(
                  new StudyQuality.Level(0, 40, 38, 2.5, 0.31),
                  new StudyQuality.Level(1, 10, 0, null, null)));
        });
  }

  @Override
  public CompletableFuture<JobInfo> startCompare(CompareRequest request) {
    return answer(() -> new JobInfo(7, "Comparing with " + request.other()));
  }

  @Override
  public CompletableFuture<StudyComparison> comparison(ComparisonRequest request) {
    StudyComparison.Side side =
        new StudyComparison.Side(
            "Demo world", provenance(), latents, latents, 0.87, 15.8, "clip", 0.6, 0.9, 0);
    return answer(
        () ->
            new StudyComparison(
                side,
                side,
                IMAGES,
                "one to one",
                IntStream.range(0, latents)
                    .mapToObj(
                        i -> new StudyComparison.Match(i, word(i), i, word(i), 1, 1.0, 0.5, 0.5))
                    .toList(),
                1,
                1.0));
  }

  @Override
  public CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request) {
    return answer(() -> new JobInfo(2, "Going on with " + request.path()));
  }

  @Override
  public CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request) {
    return answer(
        () ->
            new IndexEstimate(
                IMAGES,
                64,
                0,
                0.005,
                2,
                3_000_000,
                1L << 34,
                400_000_000,
                1L << 33,
                new SaeFitFigures(128, 2048, 16, 0.91, List.of()),
                List.of()));
  }

  @Override
  public CompletableFuture<SteeringOptions> steeringOptions() {
    return answer(
        () -> {
          List<String> sites = new ArrayList<>();
          for (int layer = 0; layer < 6; layer++) {
            sites.add("vision.layers." + layer + ".in");
            sites.add("vision.layers." + layer + ".out");
          }
          sites.add("projector.out");
          sites.add("language.layers.0.out");
          return new SteeringOptions(model, List.of("llava", "llava-small"), sites);
        });
  }

  @Override
  public CompletableFuture<SteeringOptions> chooseModel(ModelRequest request) {
    model = request.model();
    return steeringOptions();
  }

  @Override
  public CompletableFuture<SteeringOptions> attachModel(AttachRequest request) {
    model = request.path().substring(request.path().lastIndexOf('/') + 1);
    return steeringOptions();
  }

  @Override
  public CompletableFuture<SiteNorm> siteNorm(SiteRequest request) {
    return answer(() -> new SiteNorm(request.site(), 2 * R));
  }

  @Override
  public CompletableFuture<CommandText> command(CommandRequest request) {
    return answer(
        () ->
            new CommandText(
                "facet caption " + request.model(),
                "models/" + request.model(),
                CaptionCommandLine.standalone(
                    request.spec(),
                    Path.of("models", "sae"),
                    address -> address.replace("corpus:", "images/")),
                "fp32"));
  }

  @Override
  public CompletableFuture<CaptionRuns> runs() {
    return answer(() -> new CaptionRuns(List.copyOf(runs)));
  }

  @Override
  public CompletableFuture<CaptionRun> putRun(CaptionRun run) {
    return answer(
        () -> {
          CaptionRun saved = run.id() == 0 ? run.withId(++runIds) : run;
          runs.removeIf(r -> r.id() == saved.id());
          runs.add(saved);
          runs.sort(Comparator.comparingLong(CaptionRun::id).reversed());
          return saved;
        });
  }

  @Override
  public CompletableFuture<Void> deleteRun(RunRequest request) {
    return answer(
        () -> {
          runs.removeIf(r -> r.id() == request.id());
          return null;
        });
  }

  @Override
  public CompletableFuture<JobInfo> startIndex(IndexRequest request) {
    indexed.add(request);
    return answer(() -> new JobInfo(1, "Study of " + request.images()));
  }

  @Override
  public CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
    return answer(() -> new JobInfo(2, "Explaining " + request.latents()));
  }

  @Override
  public CompletableFuture<JobList> interruptedJobs() {
    return answer(() -> new JobList(interrupted));
  }

  @Override
  public CompletableFuture<JobInfo> resumeJob(ResumeJobRequest request) {
    resumed.add(request.job());
    return answer(() -> new JobInfo(request.job(), "Job " + request.job()));
  }

  @Override
  public CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    cancelled.add(request.job());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return CompletableFuture.completedFuture(null);
  }

  private static double hash(int i) {
    long h = i * 0x9E3779B97F4A7C15L;
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return ((h >>> 40) & 0xffff) / 65536.0;
  }
}
