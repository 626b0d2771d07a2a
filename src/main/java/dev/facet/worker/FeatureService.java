package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureHits;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.PackedFloats;
import dev.facet.protocol.PackedInts;
import dev.facet.workspace.Annotation;
import dev.facet.workspace.Example;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.FeatureProfile;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import dev.facet.workspace.FeatureSummary;
import dev.facet.workspace.Page;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The features of the open study as the window sees them. Safe to use from any thread. */
final class FeatureService {
  private final StudyService studies;

  FeatureService(StudyService studies) {
    this.studies = studies;
  }

  FeaturePage page(FeatureQuery query) {
    Page<FeatureSummary> page = studies.study().features().page(search(query));
    return new FeaturePage(page.total(), page.rows().stream().map(FeatureService::row).toList());
  }

  private static FeatureSearch search(FeatureQuery query) {
    return new FeatureSearch(
        query.text(),
        FeatureSearch.Sort.valueOf(query.sort().name()),
        query.descending(),
        query.aliveOnly(),
        query.starredOnly(),
        query.facets(),
        query.offset(),
        query.limit());
  }

  FeatureColumns columns(FeatureQuery query) {
    dev.facet.workspace.FeatureColumns columns = studies.study().features().columns(search(query));
    return new FeatureColumns(
        PackedInts.of(columns.features()),
        PackedFloats.of(columns.frequency()),
        PackedFloats.of(columns.density()),
        PackedFloats.of(columns.max()),
        PackedFloats.of(columns.mean()),
        PackedFloats.of(columns.labelScore()),
        PackedFloats.of(columns.monosemanticity()),
        PackedFloats.of(columns.steerability()),
        PackedFloats.of(columns.mapX()),
        PackedFloats.of(columns.mapY()),
        PackedInts.of(columns.starred()));
  }

  /** Features whose meaning is nearest to a text's embedding. */
  FeatureHits nearestToText(float[] embedding, FeatureQuery among, int limit) {
    return hits(studies.study().meanings().nearestToText(embedding, search(among), limit));
  }

  /** Features whose meaning is nearest to what sets an image apart. */
  FeatureHits nearestToImage(float[] embedding, FeatureQuery among, int limit) {
    return hits(studies.study().meanings().nearestToImage(embedding, search(among), limit));
  }

  private FeatureHits hits(List<FeatureProfile.Neighbour> found) {
    return new FeatureHits(
        found.stream()
            .map(
                n ->
                    new FeatureHits.Hit(
                        row(studies.study().features().summary(n.feature())), n.cosine()))
            .toList());
  }

  /**
   * Features by the share of their largest code that they reach.
   *
   * @param largest code of every latent [F]
   */
  FeatureHits strongest(float[] largest, FeatureQuery among, int limit) {
    dev.facet.workspace.FeatureColumns columns = studies.study().features().columns(search(among));
    float[] share = new float[columns.features().length];
    for (int i = 0; i < share.length; i++) {
      float max = columns.max()[i];
      share[i] = max > 0 ? largest[columns.features()[i]] / max : 0;
    }
    return new FeatureHits(
        IntStream.range(0, share.length)
            .filter(i -> share[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -share[i]))
            .limit(Math.max(0, limit))
            .map(
                i ->
                    new FeatureHits.Hit(
                        row(studies.study().features().summary(columns.features()[i])), share[i]))
            .toList());
  }

  FeatureDetail detail(FeatureRequest request) {
    Study study = studies.study();
    int patches = study.manifest().patches();
    FeatureProfile profile = study.features().profile(request.feature(), request.examples());
    return new FeatureDetail(
        row(profile.summary()),
        profile.labels().stream()
            .map(l -> new FeatureDetail.ScoredLabel(l.word(), l.score()))
            .toList(),
        examples(profile.top(), patches),
        examples(profile.topByMax(), patches),
        profile.quantiles().stream()
            .map(q -> new FeatureDetail.Quantile(q.from(), q.to(), examples(q.examples(), patches)))
            .toList(),
        new FeatureDetail.Histogram(profile.histogram().edges(), profile.histogram().counts()),
        neighbours(profile.neighbours()),
        neighbours(study.features().neighbours(request.feature(), NeighbourKind.COACTIVATION)),
        profile.note(),
        profile.tags(),
        profile.explanations().stream().map(FeatureService::explanation).toList());
  }

  private static List<FeatureDetail.Neighbour> neighbours(List<FeatureProfile.Neighbour> found) {
    return found.stream()
        .map(n -> new FeatureDetail.Neighbour(n.feature(), n.label(), n.cosine()))
        .toList();
  }

  /**
   * @throws FacetException when the study is open read-only
   */
  FeatureRow annotate(AnnotateRequest request) {
    Study study = studies.study();
    if (study.readOnly()) {
      throw new FacetException(FacetException.Kind.NEWER_VERSION, study.message());
    }
    return row(
        study
            .annotations()
            .annotate(
                new Annotation(
                    request.feature(),
                    request.starred(),
                    request.label(),
                    request.note(),
                    request.tags())));
  }

  private static FeatureDetail.Explanation explanation(Explanation e) {
    Explanation.Scores scores = e.scores();
    return new FeatureDetail.Explanation(
        e.method(),
        e.control(),
        e.text(),
        e.recipe().provenance().model(),
        e.recipe().coefficient(),
        e.meanProbability(),
        e.recipe().prompt(),
        scores == null ? null : scores.clip(),
        scores == null ? null : scores.auroc(),
        scores == null ? null : scores.iou(),
        e.created());
  }

  private static FeatureRow row(FeatureSummary s) {
    return new FeatureRow(
        s.feature(),
        s.label(),
        s.ownLabel(),
        s.labelScore(),
        s.frequency(),
        s.density(),
        s.max(),
        s.mean(),
        s.monosemanticity(),
        s.steerability(),
        s.starred());
  }

  private static List<FeatureDetail.Example> examples(List<Example> examples, int patches) {
    return examples.stream()
        .map(
            e ->
                new FeatureDetail.Example(
                    e.image().id(),
                    e.image().name(),
                    e.image().caption(),
                    e.score(),
                    e.max(),
                    floats(e.codes().dense(patches))))
        .toList();
  }

  static List<Float> floats(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
