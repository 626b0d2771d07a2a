package dev.facet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoCaptions;
import dev.facet.image.BlankImages;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written computes, read by the program's own engine, what was trained. */
class ModelFolderWriterTest {

  private static final TowerShape SHAPE = new TowerShape(32, 8, 32, 3, 2, 24, 1, 2, 16, 20, 1);
  private static final CaptionerShape CAPTIONER = new CaptionerShape(48, 2, 3);
  private static final Vocabulary WORDS =
      new Vocabulary(new DemoCaptions(ConceptTable.load()).vocabulary());

  @TempDir Path folder;

  @Test
  void clipAndCaptionerAreTheTrainedNetworks() {
    RgbImage image = BlankImages.parse("noise:5", 32, 32);
    try (NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, getClass(), TrainingScript.RESOURCE);
        Parameters tower = new Parameters(manager, SHAPE.entries(WORDS.size(), 5, 4, 3), 0, 7);
        Parameters captioner = new Parameters(manager, CAPTIONER.entries(32, WORDS.size()), 0, 8)) {
      ModelFolderWriter writer = new ModelFolderWriter(SHAPE, WORDS);
      String fingerprint = writer.clip(folder.resolve("clip"), tower);
      assertEquals(fingerprint, writer.llava(folder.resolve("llava"), tower, CAPTIONER, captioner));
      NDArray pixels =
          manager.create(ByteBuffer.wrap(image.rgb()), new Shape(1, 32, 32, 3), DataType.UINT8);
      NDArray below = ops.call(manager, "vision", pixels, 8, tower.list(), 2, 2);
      NDArray expected = ops.call(manager, "image_embedding", below, tower.list(), 3, 2);
      long[][] ids = WORDS.encodeCaptions(List.of("a dog in the snow"));
      NDArray text =
          ops.call(
              manager,
              "text_embedding",
              TowerTraining.matrix(manager, ids),
              tower.list(),
              SHAPE.textOffset(),
              1,
              2);
      try (DualEncoder clip = ModelFolder.openDual(folder.resolve("clip"), Torch.newManager())) {
        assertEquals(fingerprint, clip.towerFingerprint());
        assertArrayEquals(
            expected.toFloatArray(),
            unit(clip.imageEmbeddings(clip.pixels(List.of(image)))).toFloatArray(),
            2e-5f);
        assertArrayEquals(
            text.toFloatArray(),
            unit(clip.textEmbeddings(List.of("a dog in the snow"))).toFloatArray(),
            2e-5f);
      }
      try (VisionLanguageModel llava =
              ModelFolder.openVlm(folder.resolve("llava"), Torch.newManager());
          SteeringEngine engine = new SteeringEngine(SteeringSetup.of(llava, null, "test"))) {
        assertEquals(fingerprint, llava.towerFingerprint());
        String answer =
            engine
                .caption(
                    CaptionSpec.greedy("white", "describe the image .", List.of(), 6),
                    soFar -> {},
                    Cancellation.NONE)
                .text();
        assertEquals(greedy(manager, ops, tower, captioner), answer);
      }
    }
  }

  /** Six words by the training script, everything computed anew for each. */
  private static String greedy(
      NDManager manager, ScriptOps ops, Parameters tower, Parameters captioner) {
    RgbImage white = BlankImages.parse("white", 32, 32);
    NDArray pixels =
        manager.create(ByteBuffer.wrap(white.rgb()), new Shape(1, 32, 32, 3), DataType.UINT8);
    NDArray features =
        ops.call(manager, "vision", pixels, 8, tower.list(), 2, 2)
            .get(new ai.djl.ndarray.index.NDIndex(":, 1:"));
    List<Long> text = new ArrayList<>();
    for (int word : WORDS.encode("describe the image . assistant :")) {
      text.add((long) word);
    }
    long[] answer = new long[6];
    for (int i = 0; i < answer.length; i++) {
      long[] row = text.stream().mapToLong(Long::longValue).toArray();
      answer[i] =
          ops.call(
                  manager,
                  "captioner_next",
                  features,
                  manager.create(CaptionerTraining.prefix(WORDS)),
                  manager.create(row, new Shape(1, row.length)),
                  2,
                  3,
                  captioner.list())
              .getLong();
      if (answer[i] == Vocabulary.EOS) {
        break;
      }
      text.add(answer[i]);
    }
    return WORDS.decode(answer);
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum(new int[] {-1}, true).sqrt());
  }
}
