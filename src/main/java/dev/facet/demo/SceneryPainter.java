package dev.facet.demo;

import java.util.random.RandomGenerator;

/** Fills a canvas with scenery. */
final class SceneryPainter {

  private static final int SIZE = Canvas.SIZE;
  private static final int WHITE = 0xFFFFFF;

  private final Canvas canvas;
  private final RandomGenerator random;

  private SceneryPainter(Canvas canvas, RandomGenerator random) {
    this.canvas = canvas;
    this.random = random;
  }

  static void paint(Canvas canvas, Scenery scenery, RandomGenerator random) {
    SceneryPainter painter = new SceneryPainter(canvas, random);
    switch (scenery) {
      case SKY -> painter.sky();
      case SEA -> painter.sea();
      case MEADOW -> painter.meadow();
      case DESERT -> painter.desert();
      case SNOW -> painter.snow();
      case NIGHT -> painter.night();
      case CITY -> painter.city();
      case FOREST -> painter.forest();
      case SUNSET -> painter.sunset();
    }
  }

  private void sky() {
    canvas.gradient(0, SIZE, vary(0x3C86E0, 16), vary(0xBEDCF8, 12));
    clouds(between(3, 6), 10, SIZE - 20, 1);
  }

  private void sea() {
    int horizon = between(58, 112);
    canvas.gradient(0, horizon, vary(0x8EC8F2, 12), vary(0xD2E9F8, 8));
    clouds(between(0, 2), 8, horizon - 26, 0.7f);
    int near = vary(0x0B3F80, 16);
    canvas.gradient(horizon, SIZE, vary(0x2C86BE, 16), near);
    int crest = 0xB4DCF0;
    for (int y = horizon + 3; y < SIZE + 6; ) {
      // Nearer waves are longer, higher and farther apart.
      float depth = (y - horizon) / (float) (SIZE - horizon);
      float length = 8 + 26 * depth;
      for (float x = -random.nextFloat() * length * 2; x < SIZE; ) {
        float span = length * (0.6f + random.nextFloat());
        float alpha = 0.25f + 0.5f * random.nextFloat();
        float rise = 1 + 3.5f * depth;
        float width = 0.8f + 1.7f * depth;
        float middle = x + span / 2;
        canvas.line(x, y + rise, middle, y, width, crest, alpha);
        canvas.line(middle, y, x + span, y + rise, width, crest, alpha);
        x += span + length * (0.8f + 2.2f * random.nextFloat());
      }
      y += 4 + (int) (11 * depth) + random.nextInt(3);
    }
  }

  private void meadow() {
    int horizon = between(62, 112);
    canvas.gradient(0, SIZE, vary(0x86C4F2, 12), 0xE6F3FA);
    clouds(between(1, 3), 6, horizon - 34, 0.8f);
    canvas.ground(skyline(horizon - 6, 9, 120), vary(0x8CC86A, 14), vary(0x6CB24E, 12));
    float[] near = skyline(horizon + 14, 8, 170);
    canvas.ground(near, vary(0x70BE48, 16), vary(0x2E7E2C, 14));
    for (int i = between(70, 110); i > 0; i--) {
      int x = random.nextInt(SIZE);
      float y = grounded(near, x, 8);
      float depth = (y - horizon) / (SIZE - horizon);
      float height = 4 + 9 * depth;
      int blade = random.nextBoolean() ? 0x2C7028 : 0x96D468;
      canvas.line(x, y, x + random.nextInt(-3, 4), y - height, 1 + depth, blade, 0.65f);
    }
    int[] petals = {WHITE, 0xFFE25A, 0xF4A6C8};
    for (int i = between(8, 16); i > 0; i--) {
      int x = random.nextInt(SIZE);
      float y = grounded(near, x, 10);
      float radius = 1 + 1.6f * (y - horizon) / (SIZE - horizon);
      canvas.ellipse(x, y, radius, radius, petals[random.nextInt(petals.length)], 1, 1);
    }
  }

  private void desert() {
    int horizon = between(66, 116);
    canvas.gradient(0, SIZE, vary(0xF0C478, 12), 0xFCEBC8);
    int sand = vary(0xE0B066, 14);
    canvas.ground(skyline(horizon - 8, 12, 150), Colors.brighten(sand, 10), sand);
    canvas.ground(
        skyline(horizon + 14, 10, 190), Colors.brighten(sand, -8), Colors.brighten(sand, -26));
    float[] near = skyline(horizon + 44, 9, 230);
    canvas.ground(near, Colors.brighten(sand, -2), Colors.brighten(sand, -44));
    int ripple = Colors.brighten(sand, -38);
    for (int i = between(14, 24); i > 0; i--) {
      int x = random.nextInt(-20, SIZE);
      float y = grounded(near, Math.max(0, x), 8);
      float length = 14 + 22 * random.nextFloat();
      canvas.line(x, y, x + length / 2, y - 2, 1.4f, ripple, 0.5f);
      canvas.line(x + length / 2, y - 2, x + length, y, 1.4f, ripple, 0.5f);
    }
  }

  private void snow() {
    int horizon = between(66, 116);
    canvas.gradient(0, SIZE, vary(0x93A9C4, 12), 0xDCE6F0);
    canvas.ground(skyline(horizon - 6, 12, 130), 0xE6EEF7, 0xD2E0EF);
    canvas.ground(skyline(horizon + 22, 9, 200), 0xFDFEFF, vary(0xD4E1F1, 6));
    for (int i = between(60, 100); i > 0; i--) {
      float radius = 1 + 1.8f * random.nextFloat();
      float x = random.nextFloat() * SIZE;
      float y = random.nextFloat() * SIZE;
      canvas.ellipse(x, y, radius, radius, WHITE, 0.9f, 1.5f);
    }
  }

  private void night() {
    canvas.gradient(0, SIZE, vary(0x070A26, 6), vary(0x26285C, 8));
    for (int i = between(70, 120); i > 0; i--) {
      float x = random.nextFloat() * SIZE;
      float y = random.nextFloat() * SIZE;
      float light = random.nextFloat();
      float radius = 0.5f + 1.1f * light * light;
      int tint = Colors.mix(0xFFE9B8, 0xD8E4FF, random.nextInt(257));
      if (light > 0.85f) {
        canvas.ellipse(x, y, 3.2f * radius, 3.2f * radius, tint, 0.18f, 3 * radius);
      }
      canvas.ellipse(x, y, radius, radius, tint, 0.55f + 0.45f * light, 1);
    }
    if (random.nextBoolean()) {
      canvas.ground(skyline(between(158, 176), 8, 140), 0x0A0C1E, 0x05060F);
    }
  }

  private void city() {
    canvas.gradient(0, SIZE, vary(0x9CB2D0, 12), 0xE8E4DE);
    int haze = vary(0x96A2B6, 10);
    for (int x = -random.nextInt(16); x < SIZE; ) {
      int width = between(18, 34);
      canvas.rectangle(x, between(26, 96), x + width, SIZE, Colors.vary(haze, 6, random));
      x += width;
    }
    for (int x = -random.nextInt(20); x < SIZE; ) {
      int width = between(26, 46);
      building(x, between(44, 128), width);
      x += width + random.nextInt(7);
    }
  }

  private void building(int left, int top, int width) {
    int gray = between(62, 122);
    int wall = Colors.pack(gray, gray + 2, gray + 14);
    canvas.rectangle(left, top, left + width, SIZE, wall);
    canvas.rectangle(left, top, left + 2, SIZE, Colors.brighten(wall, 16));
    canvas.rectangle(left, top, left + width, top + 2, Colors.brighten(wall, 22));
    int columns = (width - 6) / 9;
    int margin = (width - columns * 9 + 4) / 2;
    for (int y = top + 8; y < SIZE - 4; y += 13) {
      for (int i = 0; i < columns; i++) {
        int x = left + margin + 9 * i;
        int pane = random.nextInt(100) < 45 ? 0xF6DE82 : Colors.brighten(wall, -34);
        canvas.rectangle(x, y, x + 5, y + 7, pane);
      }
    }
  }

  private void forest() {
    canvas.gradient(0, SIZE, vary(0xA8CDA6, 12), vary(0x4E8A52, 10));
    int[] leaves = {0x6EA774, 0x3C8248, 0x1E5F30};
    for (int row = 0; row < leaves.length; row++) {
      int foot = 128 + 32 * row;
      int height = 84 + 18 * row;
      for (int x = -random.nextInt(30); x < SIZE + 16; ) {
        tree(x, foot + random.nextInt(-6, 7), height + random.nextInt(-14, 15), leaves[row]);
        x += between(17 + 6 * row, 30 + 9 * row);
      }
      int floor = Colors.mix(leaves[row], 0x3A3A1E, 70);
      canvas.ground(skyline(foot + 2, 3, 90), floor, Colors.brighten(floor, -14));
    }
  }

  private void tree(int x, int foot, int height, int leaf) {
    int color = Colors.vary(leaf, 8, random);
    int trunk = Colors.mix(0x553A20, color, 90);
    canvas.rectangle(x - 2, foot - height / 4, x + 3, foot + 8, trunk);
    float half = height * 0.24f;
    for (int tier = 0; tier < 3; tier++) {
      float top = foot - height + tier * height * 0.24f;
      float bottom = top + height * 0.36f;
      canvas.triangle(
          x + 0.5f,
          top,
          bottom,
          half * (0.62f + 0.19f * tier),
          Colors.brighten(color, 9 - 5 * tier));
    }
  }

  private void sunset() {
    int horizon = between(140, 164);
    int middle = horizon * 11 / 20;
    int pink = vary(0xE4647C, 12);
    canvas.gradient(0, middle, vary(0x4A2C78, 10), pink);
    canvas.gradient(middle, SIZE, pink, vary(0xFFC060, 10));
    float x = between(44, 148);
    float y = horizon - random.nextInt(34);
    float radius = between(16, 26);
    canvas.ellipse(x, y, radius * 2.6f, radius * 2.6f, 0xFFD880, 0.3f, radius * 3);
    canvas.ellipse(x, y, radius, radius, 0xFFEFA0, 1, 1.5f);
    for (int i = between(2, 5); i > 0; i--) {
      float cy = between(18, horizon - 22);
      float rx = between(22, 58);
      canvas.ellipse(random.nextInt(SIZE), cy, rx, rx * 0.075f + 1, 0xFFB08C, 0.5f, 3);
    }
    canvas.ground(skyline(horizon, 5, 150), vary(0x46203F, 8), 0x22102A);
  }

  /** Heaps of soft discs with a flat, shaded foot. */
  private void clouds(int count, int top, int bottom, float scale) {
    for (int i = 0; i < count; i++) {
      float x = random.nextInt(-10, SIZE + 10);
      float y = between(top, Math.max(top + 1, bottom));
      float width = between(34, 66) * scale;
      int puffs = between(4, 6);
      for (int shade = 0; shade < 2; shade++) {
        int color = shade == 0 ? 0xD3E2F2 : WHITE;
        float drop = shade == 0 ? 3 * scale : 0;
        canvas.ellipse(x, y + drop, width * 0.5f, width * 0.13f, color, 0.95f, 3);
        for (int k = 0; k < puffs; k++) {
          // The same puffs both times: their places follow from the cloud, not from the generator.
          float t = (k + 0.5f) / puffs - 0.5f;
          float radius = width * (0.21f - 0.28f * t * t) * (k % 2 == 0 ? 0.85f : 1.05f);
          canvas.ellipse(
              x + t * width * 0.86f, y - radius * 0.45f + drop, radius, radius, color, 0.95f, 3);
        }
      }
    }
  }

  /** {@code [W]} a rolling edge around a height: a long wave and a shorter one. */
  private float[] skyline(int height, int amplitude, int wavelength) {
    double first = random.nextDouble() * 2 * Math.PI;
    double second = random.nextDouble() * 2 * Math.PI;
    float[] edge = new float[SIZE];
    for (int x = 0; x < SIZE; x++) {
      double turn = 2 * Math.PI * x / wavelength;
      edge[x] =
          (float)
              (height
                  + amplitude * StrictMath.sin(turn + first)
                  + amplitude * 0.4 * StrictMath.sin(2.3 * turn + second));
    }
    return edge;
  }

  /** A height below the skyline in a column. */
  private float grounded(float[] skyline, int x, int margin) {
    float top = skyline[x] + margin;
    return top + random.nextFloat() * Math.max(1, SIZE + 6 - top);
  }

  private int vary(int color, int reach) {
    return Colors.vary(color, reach, random);
  }

  /** Both ends included. */
  private int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }
}
