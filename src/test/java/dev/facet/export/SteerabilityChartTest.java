package dev.facet.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.CaptionResult;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Provenance;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepPoint.Promoted;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.export.SteerabilityChart.Content;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteerabilityChartTest {

  private static final double R = 25;

  @TempDir Path temp;

  private static SweepPoint point(double strength, double s, double power, String word) {
    CaptionResult caption = new CaptionResult("=a \"" + word + "\"", List.of(1), -0.5, 1, 2, false);
    return new SweepPoint(
        strength,
        caption,
        s,
        s,
        power,
        word.isEmpty() ? List.of() : List.of(new Promoted(word, power)));
  }

  private static final List<SweepPoint> POINTS =
      List.of(
          point(0, 0, 0, ""),
          point(R / 2, 0.01, 0.04, "milk"),
          point(R, 0.2, 0.4, "avocado"),
          point(2 * R, 0.6, 0.7, "avocado"),
          point(3 * R, 0.3, 0.5, "watermelon"));

  private static Content content() {
    return new Content("Feature 423", POINTS, R, "strength (R)", "made with a test");
  }

  private String svg(Content content, int width) throws IOException {
    Path file = temp.resolve("chart.svg");
    ChartFile.write(SteerabilityChart.of(content, ChartTheme.LIGHT), file, width, 300);
    return Files.readString(file);
  }

  @Test
  void the_drawing_names_lines_concepts_axes_and_origin() throws IOException {
    String svg = svg(content(), 600);
    for (String text :
        List.of(
            "Feature 423",
            ">S<",
            "power",
            "avocado",
            "raw units",
            "strength (R)",
            "made with a test")) {
      assertTrue(svg.contains(text), text);
    }
    assertFalse(svg.contains("milk"), "a word that gains .04 is chance");
  }

  @Test
  void a_concept_that_does_not_fit_is_shortened() throws IOException {
    assertTrue(svg(content(), 600).contains(">watermelon<"));
    String narrow = svg(content(), 380);
    assertFalse(narrow.contains(">watermelon<"));
    assertTrue(narrow.contains("…<"), narrow);
  }

  @Test
  void raw_strengths_have_one_axis_and_no_second() throws IOException {
    assertFalse(svg(new Content("", POINTS, 1, "strength", ""), 600).contains("raw units"));
  }

  @Test
  void the_raw_axis_follows_a_zoom() {
    JFreeChart chart = SteerabilityChart.of(content(), ChartTheme.DARK);
    chart.getXYPlot().getDomainAxis().setRange(1, 2);
    assertEquals(new Range(R, 2 * R), chart.getXYPlot().getDomainAxis(1).getRange());
  }

  @Test
  void pinned_curves_are_drawn_behind_and_named_where_they_end() throws IOException {
    List<SteerabilityChart.Curve> pinned =
        List.of(
            new SteerabilityChart.Curve(
                "#17",
                List.of(new SteerabilityChart.Dot(0, 0), new SteerabilityChart.Dot(5 * R, 2))));
    Content content = new Content("", POINTS, R, "strength (R)", "", pinned, false);
    JFreeChart chart = SteerabilityChart.of(content, ChartTheme.LIGHT);
    assertEquals(3, chart.getXYPlot().getSeriesCount());
    assertTrue(chart.getXYPlot().getDomainAxis().getUpperBound() > 5, "all of it is to be seen");
    assertTrue(chart.getXYPlot().getRangeAxis().getUpperBound() > 2);
    assertTrue(svg(content, 600).contains(">#17<"));
  }

  @Test
  void on_a_logarithmic_axis_doublings_are_equally_wide_and_zero_has_no_place() throws IOException {
    Content content = new Content("", POINTS, R, "strength (R)", "", List.of(), true);
    JFreeChart chart = SteerabilityChart.of(content, ChartTheme.LIGHT);
    assertEquals(4, chart.getXYPlot().getDataset().getItemCount(0));
    ValueAxis axis = chart.getXYPlot().getDomainAxis();
    Rectangle2D area = new Rectangle2D.Double(0, 0, 100, 100);
    double half = axis.valueToJava2D(0.5, area, RectangleEdge.BOTTOM);
    double one = axis.valueToJava2D(1, area, RectangleEdge.BOTTOM);
    double two = axis.valueToJava2D(2, area, RectangleEdge.BOTTOM);
    assertEquals(one - half, two - one, 1e-9);
    assertTrue(svg(content, 600).contains("raw units"));
    assertEquals(
        R * axis.getUpperBound(), chart.getXYPlot().getDomainAxis(1).getUpperBound(), 1e-9);
  }

  @Test
  void pictures_have_the_size_asked_for_and_the_theme_s_ground() throws IOException {
    Path file = temp.resolve("chart.png");
    ChartFile.write(SteerabilityChart.of(content(), ChartTheme.DARK), file, 320, 200);
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(640, image.getWidth());
    assertEquals(400, image.getHeight());
    assertEquals(0xff0d1117, image.getRGB(1, 1));
  }

  @Test
  void pdf_is_a_pdf() throws IOException {
    Path file = temp.resolve("chart.pdf");
    ChartFile.write(SteerabilityChart.of(content(), ChartTheme.LIGHT), file, 320, 200);
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("%PDF", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
    assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).contains("%%EOF"));
  }

  @Test
  void other_endings_are_refused_and_leave_nothing() {
    Path file = temp.resolve("chart.bmp");
    FacetException refused =
        assertThrows(
            FacetException.class,
            () ->
                ChartFile.write(SteerabilityChart.of(content(), ChartTheme.LIGHT), file, 320, 200));
    assertTrue(refused.getMessage().contains(".bmp"));
    assertFalse(Files.exists(file));
  }

  @Test
  void the_table_holds_every_strength_in_both_units() {
    SweepSpec spec =
        new SweepSpec(
            "white",
            "what ?",
            Intervention.add(HookPoint.out(HookPoint.Tower.VISION, 3), Direction.latent(423), 1),
            List.of(0.0),
            20,
            null);
    Provenance provenance = new Provenance("m", "a", "t", "s", "b", "site", "c", "d", "fp32", "0");
    String csv =
        SweepCsv.of(new SweepResult(spec, R, POINTS, "demo words", provenance), "one\ntwo");
    List<String> lines = csv.lines().toList();
    assertEquals("# one", lines.get(0));
    assertEquals("# vocabulary: demo words", lines.get(2));
    assertEquals(4 + POINTS.size(), lines.size());
    assertEquals("50.0,2.0,0.6,0.6,0.7,\"avocado\",-0.5,\"'=a \"\"avocado\"\"\"", lines.get(7));
  }
}
