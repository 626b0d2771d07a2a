package dev.facet.sae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.SiteFit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SaeFitTest {

  private static List<String> warnings(Integer k, double l0, Double variance) {
    return SaeFit.of(768, 8192, k, l0, variance).warnings();
  }

  @Test
  void whatFitsIsNotWarnedOf() {
    assertEquals(List.of(), warnings(32, 32, 0.8));
    assertEquals(List.of(), warnings(32, 9, 0.0));
    assertEquals(List.of(), warnings(null, 300, 0.6));
    assertEquals(List.of(), warnings(32, 32, null));
  }

  @Test
  void anotherLayerShowsInTheVariance() {
    List<String> found = warnings(32, 32, -0.4);
    assertEquals(1, found.size());
    assertTrue(found.getFirst().contains("-0.400"), found.getFirst());
    assertEquals(1, warnings(32, 32, Double.NaN).size());
  }

  @Test
  void anotherThresholdShowsInTheCount() {
    assertTrue(warnings(32, 900, 0.5).getFirst().contains("trained for 32"));
    assertTrue(warnings(32, 2, 0.5).getFirst().contains("2.0 latents"));
    assertTrue(warnings(null, 6000, 0.5).getFirst().contains("not sparse"));
    assertTrue(warnings(null, 0, 0.5).getFirst().contains("None"));
  }

  @Test
  void anotherSiteThatIsExplainedBetterIsNamed() {
    SiteFit first = new SiteFit("vision.layers.0.out", 3, 0.2, 0.9);
    SiteFit own = new SiteFit("vision.layers.3.out", 32, 0.62, 0.1);
    SiteFit last = new SiteFit("vision.layers.5.out", 30, 0.65, 0.1);
    assertEquals(Optional.empty(), SaeFit.elsewhere(own.site(), List.of(first, own, last)));
    assertEquals(Optional.empty(), SaeFit.elsewhere(own.site(), List.of()));
    String found = SaeFit.elsewhere(first.site(), List.of(first, own, last)).orElseThrow();
    assertTrue(found.contains("more at vision.layers.5.out"), found);
  }

  @Test
  void theLineHasTheFigures() {
    assertEquals(
        "d_in 768, 8192 latents, L0 31.2, explained variance 0.812",
        SaeFit.of(768, 8192, 32, 31.2, 0.812).line());
  }
}
