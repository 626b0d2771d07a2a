package dev.facet.demo;

import java.util.random.RandomGenerator;

/** Fills a canvas with a texture of two colours. */
final class TexturePainter {

  private static final int[] PERIODS = {24, 30, 36, 48};
  private static final int WHITE = 0xFFFFFF;
  private static final int SLATE = 0x46464E;

  private TexturePainter() {}

  static void paint(Canvas canvas, Texture texture, DemoColor color, RandomGenerator random) {
    int main = color.shade(12, random);
    // Yellow beside white is hard to see.
    int other = color == DemoColor.YELLOW ? SLATE : WHITE;
    int period = PERIODS[random.nextInt(PERIODS.length)];
    switch (texture) {
      case STRIPES -> stripes(canvas, main, other, period, random);
      case CHECKS -> checks(canvas, main, other, period, random);
      case DOTS -> dots(canvas, main, other, period, random);
      case WAVES -> waves(canvas, main, other, period, random);
      case GRADIENT -> gradient(canvas, main, other, random);
      case NOISE -> noise(canvas, main, random);
    }
  }

  private static void stripes(
      Canvas canvas, int main, int other, int period, RandomGenerator random) {
    double angle = random.nextInt(4) * Math.PI / 4;
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    float shift = random.nextFloat() * period;
    for (int y = 0; y < Canvas.SIZE; y++) {
      for (int x = 0; x < Canvas.SIZE; x++) {
        float along = cos * x + sin * y + shift;
        canvas.set(x, y, Colors.mix(other, main, (int) (256 * band(along, period))));
      }
    }
  }

  private static void checks(
      Canvas canvas, int main, int other, int period, RandomGenerator random) {
    float[] columns = bands(period, random);
    float[] rows = bands(period, random);
    for (int y = 0; y < Canvas.SIZE; y++) {
      for (int x = 0; x < Canvas.SIZE; x++) {
        float same = columns[x] * rows[y] + (1 - columns[x]) * (1 - rows[y]);
        canvas.set(x, y, Colors.mix(other, main, (int) (256 * same)));
      }
    }
  }

  private static void dots(Canvas canvas, int main, int other, int period, RandomGenerator random) {
    int left = random.nextInt(period);
    int top = random.nextInt(period);
    float radius = period * 0.33f;
    for (int y = 0; y < Canvas.SIZE; y++) {
      float dy = (y + top) % period + 0.5f - period * 0.5f;
      for (int x = 0; x < Canvas.SIZE; x++) {
        float dx = (x + left) % period + 0.5f - period * 0.5f;
        float inside = radius - (float) Math.sqrt(dx * dx + dy * dy) + 0.5f;
        canvas.set(x, y, Colors.mix(other, main, (int) (256 * Math.min(1, Math.max(0, inside)))));
      }
    }
  }

  private static void waves(
      Canvas canvas, int main, int other, int period, RandomGenerator random) {
    float phase = random.nextFloat() * 6;
    float shift = random.nextFloat() * period;
    for (int x = 0; x < Canvas.SIZE; x++) {
      float bend = 9 * (float) StrictMath.sin(x / 15.0 + phase) + shift + period;
      for (int y = 0; y < Canvas.SIZE; y++) {
        canvas.set(x, y, Colors.mix(other, main, (int) (256 * band(y + bend, period))));
      }
    }
  }

  private static void gradient(Canvas canvas, int main, int other, RandomGenerator random) {
    double angle = random.nextDouble() * 2 * Math.PI;
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    float middle = Canvas.SIZE * 0.5f;
    for (int y = 0; y < Canvas.SIZE; y++) {
      for (int x = 0; x < Canvas.SIZE; x++) {
        float t = (cos * (x - middle) + sin * (y - middle)) / (Canvas.SIZE * 1.17f) + 0.5f;
        canvas.set(x, y, Colors.mix(other, main, (int) (256 * Math.min(1, Math.max(0, t)))));
      }
    }
  }

  /**
   * Grain of three pixels, smoothed: single pixels would average out when a model scales the
   * picture down.
   */
  private static void noise(Canvas canvas, int main, RandomGenerator random) {
    int cells = Canvas.SIZE / 3 + 2;
    int[] grain = new int[cells * cells];
    for (int i = 0; i < grain.length; i++) {
      // The sum of four bytes is close to a normal distribution, standard deviation 148.
      long bits = random.nextLong();
      int sum = (int) ((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24 & 255));
      grain[i] = (sum - 510) * 3 / 8;
    }
    int base = Colors.brighten(Colors.mix(0, main, 205), 25);
    int red = base >> 16 & 255;
    int green = base >> 8 & 255;
    int blue = base & 255;
    for (int y = 0; y < Canvas.SIZE; y++) {
      int row = y / 3 * cells;
      int fy = y % 3;
      for (int x = 0; x < Canvas.SIZE; x++) {
        int at = row + x / 3;
        int fx = x % 3;
        int upper = grain[at] * (3 - fx) + grain[at + 1] * fx;
        int lower = grain[at + cells] * (3 - fx) + grain[at + cells + 1] * fx;
        int value = (upper * (3 - fy) + lower * fy) / 9;
        canvas.set(x, y, Colors.pack(red + value, green + value, blue + value));
      }
    }
  }

  private static float[] bands(int period, RandomGenerator random) {
    float shift = random.nextFloat() * period;
    float[] bands = new float[Canvas.SIZE];
    for (int i = 0; i < bands.length; i++) {
      bands[i] = band(i + shift, period);
    }
    return bands;
  }

  /** 1 inside a band, 0 between bands, with an edge of one pixel; both are half a period wide. */
  private static float band(float position, int period) {
    float turns = position / period;
    float phase = turns - (float) Math.floor(turns);
    float inside = (0.25f - Math.abs(phase - 0.5f)) * period + 0.5f;
    return Math.min(1, Math.max(0, inside));
  }
}
