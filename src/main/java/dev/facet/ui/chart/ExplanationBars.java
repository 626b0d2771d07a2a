package dev.facet.ui.chart;

import dev.facet.core.Control;
import dev.facet.export.ExplanationChart.Bar;
import dev.facet.export.ExplanationChart.Content;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.StudyQuality.Explained;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well language models explain the study's features, as bars: by method, model and control.
 * AUROC where it was measured of every way to explain, else the CLIP score.
 */
final class ExplanationBars {

  private ExplanationBars() {}

  /**
   * @param ways to explain, with their mean scores
   * @return null where none has a score
   */
  static @Nullable Content of(List<Explained> ways, Messages messages) {
    boolean auroc = !ways.isEmpty() && ways.stream().allMatch(way -> way.auroc() != null);
    List<Bar> bars =
        ways.stream()
            .filter(way -> score(way, auroc) != null)
            .map(way -> bar(way, auroc, messages))
            .toList();
    if (bars.isEmpty()) {
      return null;
    }
    int explanations = ways.stream().mapToInt(Explained::count).sum();
    return new Content(
        "",
        messages.text(auroc ? "chart.all.explained.auroc" : "chart.all.explained.clip"),
        bars,
        List.of(
            messages.text(
                bars.stream().anyMatch(bar -> bar.error() > 0)
                    ? "chart.all.explained.count.error"
                    : "chart.all.explained.count",
                explanations,
                Figures.count(explanations))));
  }

  private static @Nullable Double score(Explained way, boolean auroc) {
    return auroc ? way.auroc() : way.clip();
  }

  private static Bar bar(Explained way, boolean auroc, Messages messages) {
    Double score = score(way, auroc);
    return new Bar(
        messages.text("chart.all.explained." + way.method()),
        way.control() == Control.NONE
            ? way.model()
            : messages.text("chart.all.explained." + way.control(), way.model()),
        way.control() != Control.NONE,
        score == null ? 0 : Math.clamp(score, 0, 1),
        auroc ? way.aurocError() : way.clipError());
  }
}
