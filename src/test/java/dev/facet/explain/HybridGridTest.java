package dev.facet.explain;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.ModelFixture;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.Torch;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models hybrid explanations can be had of. */
class HybridGridTest {

  @ParameterizedTest
  @CsvSource({"llava, true", "internvl, false"})
  void a_model_that_cuts_images_into_tiles_is_refused_by_name(String name, boolean whole) {
    RgbImage image = ImageReader.read(ModelFixture.ROOT.resolve("images/landscape.png"));
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager);
        SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, null, "test"))) {
      int patches = model.vision().grid().patches();
      List<Integer> seen = engine.patches(image);
      assertEquals(whole, seen.size() == 1, seen.toString());
      if (whole) {
        assertDoesNotThrow(() -> Answers.requireGrid(engine, image, patches));
      } else {
        FacetException refused =
            assertThrows(FacetException.class, () -> Answers.requireGrid(engine, image, patches));
        assertTrue(
            refused.getMessage().contains(name + " sees an image as " + seen.size() + " tiles"),
            refused.getMessage());
      }
      assertThrows(FacetException.class, () -> Answers.requireGrid(engine, image, patches + 1));
    }
  }
}
