package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour through the real window, with a fake worker behind it. */
class TourTest {

  @Test
  void writes_pictures_charts_and_captions_that_depend_on_strength(@TempDir Path folder)
      throws Exception {
    List<String> said = new ArrayList<>();
    Path out = folder.resolve("tour");
    try (WindowStage stage = new WindowStage(folder, 300)) {
      Tour tour =
          new Tour(
              out,
              stage.window(),
              stage.window().stage(),
              new TourStage(Duration.ofSeconds(60)),
              said::add,
              null);
      assertTrue(tour.take(), said.toString());
    }
    JsonArray pictures =
        JsonParser.parseString(Files.readString(out.resolve("pictures.json"))).getAsJsonArray();
    assertTrue(pictures.size() > 20, "pictures: " + pictures.size());
    for (var picture : pictures) {
      String file = picture.getAsJsonObject().get("file").getAsString();
      assertTrue(Files.size(out.resolve(file)) > 5_000, file);
    }
    assertTrue(Files.readString(out.resolve("freezes.json")).contains("freezes"));
    for (String name :
        List.of("window-light.png", "window-dark.png", "chart-dark.png", "steerability.png")) {
      assertTrue(Files.size(out.resolve(name)) > 5_000, name);
    }
    assertTrue(Files.readString(out.resolve("steerability.svg")).contains("<svg"));
    assertTrue(Files.readString(out.resolve("steerability.csv")).contains("strength_in_r"));
    byte[] pdf = Files.readAllBytes(out.resolve("steerability.pdf"));
    assertEquals("%PDF", new String(pdf, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
    JsonArray captions =
        JsonParser.parseString(Files.readString(out.resolve("captions.json"))).getAsJsonArray();
    assertEquals(20, captions.size());
    long different =
        StreamSupport.stream(captions.spliterator(), false)
            .map(c -> c.getAsJsonObject().get("caption").getAsString())
            .distinct()
            .count();
    assertTrue(different > 5, "captions: " + captions);
  }
}
