package dev.facet.ui.features;

import dev.facet.core.FeatureFacets;
import dev.facet.core.FeatureFacets.Range;
import dev.facet.protocol.FeatureQuery;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What is searched for in the list of features, and in which order. */
public final class FeatureFilter {

  private final StringProperty text = new SimpleStringProperty("");
  private final BooleanProperty meaning = new SimpleBooleanProperty();
  private final ObjectProperty<FeatureQuery.Sort> sort =
      new SimpleObjectProperty<>(FeatureQuery.Sort.LABEL_SCORE);
  private final BooleanProperty descending = new SimpleBooleanProperty(true);
  private final BooleanProperty aliveOnly = new SimpleBooleanProperty(true);
  private final BooleanProperty starredOnly = new SimpleBooleanProperty();
  private final BooleanProperty taggedOnly = new SimpleBooleanProperty();
  private final BooleanProperty explainedOnly = new SimpleBooleanProperty();
  private final ObjectProperty<FrequencyBand> frequency =
      new SimpleObjectProperty<>(FrequencyBand.ANY);
  private final ObjectProperty<List<Range>> brush = new SimpleObjectProperty<>(List.of());

  public StringProperty textProperty() {
    return text;
  }

  /** Whether the text is compared with what features mean instead of with their words. */
  public BooleanProperty meaningProperty() {
    return meaning;
  }

  public ObjectProperty<FeatureQuery.Sort> sortProperty() {
    return sort;
  }

  public BooleanProperty descendingProperty() {
    return descending;
  }

  /** Leaves out latents that never fire. */
  public BooleanProperty aliveOnlyProperty() {
    return aliveOnly;
  }

  public BooleanProperty starredOnlyProperty() {
    return starredOnly;
  }

  public BooleanProperty taggedOnlyProperty() {
    return taggedOnly;
  }

  /** Only features that a language model has explained. */
  public BooleanProperty explainedOnlyProperty() {
    return explainedOnly;
  }

  public ObjectProperty<FrequencyBand> frequencyProperty() {
    return frequency;
  }

  /** Bounds that were brushed in the scatter or on the map; empty for none. */
  public ObjectProperty<List<Range>> brushProperty() {
    return brush;
  }

  /** Everything but text and order that decides which features match. */
  Observable[] conditions() {
    return new Observable[] {aliveOnly, starredOnly, taggedOnly, explainedOnly, frequency, brush};
  }

  /** Those of the conditions that the scatter follows: all but its own brush. */
  Observable[] conditionsWithoutBrush() {
    return new Observable[] {aliveOnly, starredOnly, taggedOnly, explainedOnly, frequency};
  }

  /** Whether a meaning is searched for rather than words. */
  boolean byMeaning() {
    return meaning.get() && !text.get().isBlank();
  }

  FeatureQuery query(int offset, int limit) {
    return query(withBrush(), offset, limit);
  }

  /** What a search by meaning or by image may find: all that match, whatever the order. */
  FeatureQuery among() {
    return query(withBrush(), 0, 0);
  }

  private List<Range> withBrush() {
    List<Range> ranges = new ArrayList<>(ranges());
    ranges.addAll(brush.get());
    return ranges;
  }

  /** All that match apart from the brush. */
  FeatureQuery withoutBrush() {
    return query(ranges(), 0, 0);
  }

  private FeatureQuery query(List<Range> ranges, int offset, int limit) {
    return new FeatureQuery(
        meaning.get() ? "" : text.get().strip(),
        sort.get(),
        descending.get(),
        aliveOnly.get(),
        starredOnly.get(),
        new FeatureFacets(
            ranges,
            List.of(),
            taggedOnly.get() ? Boolean.TRUE : null,
            explainedOnly.get() ? Boolean.TRUE : null),
        offset,
        limit);
  }

  private List<Range> ranges() {
    FrequencyBand band = frequency.get();
    return band == FrequencyBand.ANY
        ? List.of()
        : List.of(new Range(FeatureFacets.Figure.FREQUENCY, band.from(), band.to()));
  }

  /** Whether anything but the text keeps features out of the list, the dead ones aside. */
  boolean narrowed() {
    return starredOnly.get()
        || taggedOnly.get()
        || explainedOnly.get()
        || frequency.get() != FrequencyBand.ANY
        || !brush.get().isEmpty();
  }

  /** Everything matches again. */
  public void clear() {
    text.set("");
    starredOnly.set(false);
    taggedOnly.set(false);
    explainedOnly.set(false);
    frequency.set(FrequencyBand.ANY);
    brush.set(List.of());
  }
}
