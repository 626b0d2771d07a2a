package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.Fixtures;
import dev.facet.image.PilResampler.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Against checksums of what Pillow 13.0.0 makes of the same pictures. */
final class PilResamplerTest {

  @Test
  void equalsPillow13ToTheLastBit() throws IOException {
    List<String> cases = Files.readAllLines(Fixtures.resource("image/pillow13.tsv"));
    assertTrue(cases.size() > 200);
    for (String line : cases) {
      String[] f = line.split("\t");
      RgbImage in = picture(Integer.parseInt(f[0]), Integer.parseInt(f[1]));
      RgbImage out =
          PilResampler.resize(
              in, Integer.parseInt(f[2]), Integer.parseInt(f[3]), Filter.valueOf(f[4]));
      CRC32 crc = new CRC32();
      crc.update(out.rgb());
      assertEquals(f[5], String.format("%08x", crc.getValue()), line);
    }
  }

  @Test
  void sameSizeIsTheSamePicture() {
    RgbImage in = picture(5, 7);
    assertSame(in, PilResampler.resize(in, 5, 7, Filter.BICUBIC));
  }

  private static RgbImage picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int extra = x % 5 == 0 ? x * x * y * (c + 1) % 97 : 0;
          rgb[i++] = (byte) (x * 7 + y * 13 + c * 29 + x * y % 251 + extra);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
