package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureRow;
import java.util.ArrayList;
import java.util.List;

/** A number of a feature with its name; the hint says what it means. */
public record Figure(String name, String value, String hint) {

  /** All that are known of a feature. */
  static List<Figure> of(FeatureDetail detail, Messages messages) {
    FeatureRow row = detail.row();
    List<Figure> all = new ArrayList<>();
    all.add(figure(messages, "frequency", Figures.percent(row.frequency())));
    all.add(figure(messages, "density", Figures.percent(row.density())));
    all.add(figure(messages, "max", Figures.fixed(row.max(), 1)));
    if (!detail.labels().isEmpty()) {
      all.add(figure(messages, "fit", Figures.fixed(detail.labels().getFirst().score(), 2)));
    }
    Double monosemanticity = row.monosemanticity();
    if (monosemanticity != null) {
      all.add(figure(messages, "ms", Figures.fixed(monosemanticity, 2)));
    }
    Double steerability = row.steerability();
    if (steerability != null) {
      all.add(figure(messages, "s", Figures.fixed(steerability, 2)));
    }
    return all;
  }

  private static Figure figure(Messages messages, String key, String value) {
    return new Figure(
        messages.text("figure." + key), value, messages.text("figure." + key + ".hint"));
  }
}
