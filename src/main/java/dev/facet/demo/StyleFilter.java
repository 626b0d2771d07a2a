package dev.facet.demo;

/** Styles that change a finished picture. */
final class StyleFilter {

  private static final int SIZE = Canvas.SIZE;

  /** Three boxes of this radius come close to a Gaussian of standard deviation 5.5 pixels. */
  private static final int BOX_RADIUS = 5;

  private StyleFilter() {}

  static void apply(Canvas canvas, ImageStyle style) {
    int[] pixels = canvas.pixels();
    switch (style) {
      case GRAYSCALE -> {
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = luma(pixels[i]) * 0x010101;
        }
      }
      case SEPIA -> {
        for (int i = 0; i < pixels.length; i++) {
          int gray = luma(pixels[i]);
          pixels[i] = Colors.pack(gray * 107 / 100 + 8, gray * 88 / 100 + 8, gray * 65 / 100 + 8);
        }
      }
      case BLURRED -> {
        for (int pass = 0; pass < 3; pass++) {
          for (int i = 0; i < SIZE; i++) {
            box(pixels, i * SIZE, 1);
            box(pixels, i, SIZE);
          }
        }
      }
    }
  }

  /** Rec. 601 weights. */
  private static int luma(int rgb) {
    return (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
  }

  /** Running mean along a row or column; the ends repeat. */
  private static void box(int[] pixels, int start, int step) {
    int window = 2 * BOX_RADIUS + 1;
    int[] line = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      line[i] = pixels[start + i * step];
    }
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int k = -BOX_RADIUS; k <= BOX_RADIUS; k++) {
      int p = line[Math.max(0, k)];
      red += p >> 16 & 255;
      green += p >> 8 & 255;
      blue += p & 255;
    }
    for (int i = 0; i < SIZE; i++) {
      pixels[start + i * step] = red / window << 16 | green / window << 8 | blue / window;
      int in = line[Math.min(SIZE - 1, i + BOX_RADIUS + 1)];
      int out = line[Math.max(0, i - BOX_RADIUS)];
      red += (in >> 16 & 255) - (out >> 16 & 255);
      green += (in >> 8 & 255) - (out >> 8 & 255);
      blue += (in & 255) - (out & 255);
    }
  }
}
