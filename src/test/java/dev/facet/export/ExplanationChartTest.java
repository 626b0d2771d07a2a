package dev.facet.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.export.ExplanationChart.Bar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationChartTest {

  @TempDir Path temp;

  @Test
  void methods_models_and_verdicts_can_be_read() throws Exception {
    Path file = temp.resolve("chart.svg");
    ChartFile.write(
        ExplanationChart.of(
            new ExplanationChart.Content(
                "Named?",
                "share",
                List.of(
                    new Bar("Steering", "small", false, 0.4, 0.1),
                    new Bar("Steering", "small, random", true, 0.1, 0.05),
                    new Bar("Top-k", "small", false, 0.6, 0.1),
                    new Bar("Top-k", "small, random", true, 0.2, 0.05)),
                List.of("The claim: not held")),
            ChartTheme.DARK),
        file,
        600,
        400);
    String svg = Files.readString(file);
    for (String text : List.of("Steering", "Top-k", "small, random", "The claim: not held")) {
      assertTrue(svg.contains(">" + text + "<"), text);
    }
  }
}
