package dev.facet.export;

import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.pdf.PDFDocument;
import org.jfree.pdf.PDFGraphics2D;
import org.jfree.pdf.Page;
import org.jfree.svg.SVGGraphics2D;

/** Writes charts and tables to files, atomically; the name's ending says in which format. */
public final class ChartFile {

  /** Endings that are understood, the proposed one first. */
  public static final List<String> EXTENSIONS = List.of("png", "svg", "pdf", "csv");

  private static final int PNG_SCALE = 2;

  private ChartFile() {}

  /**
   * Writes a chart.
   *
   * @param target a name ending in .png, .svg or .pdf
   * @param width of the drawing in points; a PNG has twice as many pixels
   * @param height of the drawing in points
   * @throws FacetException when the ending is another one or the file cannot be written
   */
  public static void write(JFreeChart chart, Path target, int width, int height) {
    Rectangle2D area = new Rectangle2D.Double(0, 0, width, height);
    byte[] bytes =
        switch (extension(target)) {
          case "png" -> png(chart, width, height);
          case "svg" -> {
            SVGGraphics2D svg = new SVGGraphics2D(width, height);
            chart.draw(svg, area);
            yield svg.getSVGDocument().getBytes(StandardCharsets.UTF_8);
          }
          case "pdf" -> {
            PDFDocument document = new PDFDocument();
            Page page = document.createPage(new Rectangle(width, height));
            PDFGraphics2D pdf = page.getGraphics2D();
            chart.draw(pdf, area);
            yield document.getPDFBytes();
          }
          default ->
              throw FacetException.badInput(
                  "A chart is written to a file ending in .png, .svg or .pdf, found "
                      + target.getFileName());
        };
    AtomicFile.write(target, bytes);
  }

  /**
   * Writes text as UTF-8.
   *
   * @throws FacetException when the file cannot be written
   */
  public static void write(Path target, String text) {
    AtomicFile.write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The lower-case ending of a file name, without the dot. */
  public static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static byte[] png(JFreeChart chart, int width, int height) {
    BufferedImage image =
        new BufferedImage(width * PNG_SCALE, height * PNG_SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(PNG_SCALE, PNG_SCALE);
      chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new FacetException(
          FacetException.Kind.BAD_INPUT, "The chart could not be encoded as PNG", e);
    }
    return out.toByteArray();
  }
}
