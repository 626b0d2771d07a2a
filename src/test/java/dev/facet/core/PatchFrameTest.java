package dev.facet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.core.PatchFrame.Base;
import dev.facet.core.PatchFrame.Part;
import org.junit.jupiter.api.Test;

class PatchFrameTest {

  @Test
  void the_middle_of_the_longer_side_is_seen() {
    PatchFrame clip = new PatchFrame(Base.SHORTER_SIDE, 1, 1, 224, 224);
    assertEquals(new Part(0.25, 0, 0.5, 1), clip.of(400, 200));
    assertEquals(new Part(0, 0.25, 1, 0.5), clip.of(200, 400));
    assertEquals(new Part(0, 0, 1, 1), clip.of(64, 64));
  }

  @Test
  void a_crop_takes_from_all_sides() {
    PatchFrame dino = new PatchFrame(Base.SHORTER_SIDE, 0.875, 0.875, 224, 224);
    assertEquals(new Part(0.0625, 0.0625, 0.875, 0.875), dino.of(100, 100));
    assertEquals(new Part(0.28125, 0.0625, 0.4375, 0.875), dino.of(200, 100));
  }

  @Test
  void what_is_filled_up_reaches_beyond_the_picture() {
    PatchFrame padded = new PatchFrame(Base.LONGER_SIDE, 1, 1, 336, 336);
    assertEquals(new Part(0, -0.5, 1, 2), padded.of(400, 200));
  }

  @Test
  void a_whole_picture_is_stretched() {
    assertEquals(new Part(0, 0, 1, 1), PatchFrame.whole(384, 384).of(400, 200));
  }
}
