package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.tensor.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parity of CLIPSeg with transformers. */
class ClipSegModelTest {

  @Test
  void masksOfTextsOnImages() {
    try (ModelFixture fixture = new ModelFixture("clipseg");
        NDManager manager = Torch.newManager();
        ClipSegModel model = (ClipSegModel) ModelFolder.openDual(fixture.folder(), manager)) {
      List<String> captions = ModelFixture.strings(fixture.json().get("captions"));
      fixture.assertClose("conditional", model.textEmbeddings(captions), 1e-4);
      for (String name : List.of("landscape", "portrait", "rgba", "white")) {
        NDArray pixels = model.pixels(List.of(ModelFixture.image(name)));
        fixture.assertClose(name + ".pixel_values", pixels, 1e-5);
        NDArray masks = model.masks(pixels, captions);
        assertArrayEquals(new long[] {1, 3, 56, 56}, masks.getShape().getShape());
        fixture.assertClose(name + ".mask_logits", masks, 1e-3);
      }
    }
  }
}
