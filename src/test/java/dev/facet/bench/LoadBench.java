package dev.facet.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.Torch;
import dev.facet.tensor.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Loading: checkpoints of 500 MB in bf16, fp16 and fp32 against reading the same file, as a program
 * reads a file ({@link Files#readAllBytes}), into memory in huge pages that keeps all of it and
 * into one small buffer again and again, and against nothing but writing to fresh memory of the
 * fp32 tensors' size; and resident memory of a loaded model. Usage: {@code LoadBench FOLDER
 * [MODEL_FOLDER]}; the checkpoints are written to FOLDER.
 */
public final class LoadBench {
  private static final int MATRICES = 20;
  private static final int ROWS = 3072;
  private static final int COLUMNS = 4096;
  private static final int TIMES = 15;
  private static final int PIECE = 1 << 20;

  private LoadBench() {}

  public static void main(String[] args) throws IOException {
    try (NDManager manager = Torch.newManager()) {
      for (String dtype : List.of("BF16", "F16", "F32")) {
        compare(Path.of(args[0], dtype + "-500mb.safetensors"), dtype, manager);
      }
    }
    if (args.length > 1) {
      long before = Resident.now();
      try (NDManager manager = Torch.newManager();
          VisionLanguageModel model = ModelFolder.openVlm(Path.of(args[1]), manager)) {
        long weights = 4 * model.info().parameters();
        System.out.printf(
            Locale.ROOT,
            "fp32 model of %d MB: resident %d MB before, %d MB after; peak %d MB%n",
            weights >> 20,
            before >> 20,
            Resident.now() >> 20,
            Resident.peak() >> 20);
      }
      long closed = Resident.now();
      System.out.println("closed: " + (closed >> 20) + " MB");
    }
  }

  private static void compare(Path file, String dtype, NDManager manager) throws IOException {
    int columns = COLUMNS * 2 / bytes(dtype);
    if (!Files.exists(file)) {
      write(file, dtype, columns);
    }
    double[] whole = new double[TIMES];
    double[] reading = new double[TIMES];
    double[] keeping = new double[TIMES];
    double[] writing = new double[TIMES];
    double[] loading = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      whole[i] = readAll(file);
      reading[i] = read(file, false, manager);
      keeping[i] = read(file, true, manager);
      writing[i] = write(columns, manager);
      loading[i] = load(file, columns, manager);
    }
    double gigabytes = Files.size(file) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s checkpoint of %.0f MB: read whole at %.2f GB/s, into huge pages at %.2f GB/s, through a"
            + " small buffer at %.2f GB/s, loaded as fp32 at %.2f GB/s (first %.2f), fresh fp32 memory"
            + " alone at %.2f GB/s of the file%n",
        dtype,
        gigabytes * 1e3,
        gigabytes / median(whole),
        gigabytes / median(keeping),
        gigabytes / median(reading),
        gigabytes / median(loading),
        gigabytes / loading[0],
        gigabytes / median(writing));
    System.out.printf(
        Locale.ROOT,
        "loading, share of reading whole %.2f, into huge pages %.2f, through a small buffer %.2f, of"
            + " fresh memory %.2f%n",
        median(whole) / median(loading),
        median(keeping) / median(loading),
        median(reading) / median(loading),
        median(writing) / median(loading));
  }

  private static int bytes(String dtype) {
    return dtype.equals("F32") ? Float.BYTES : Short.BYTES;
  }

  private static double load(Path file, int columns, NDManager manager) {
    long start = System.nanoTime();
    try (NDManager own = manager.newSubManager();
        Checkpoint checkpoint = Checkpoint.open(file)) {
      Weights weights = new Weights(checkpoint, own);
      for (int i = 0; i < MATRICES; i++) {
        weights.get("w" + i, ROWS, columns);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** What no loader can do without that keeps fp32 tensors: their memory. */
  private static double write(int columns, NDManager manager) {
    long start = System.nanoTime();
    try (NDManager own = manager.newSubManager()) {
      for (int i = 0; i < MATRICES; i++) {
        own.zeros(new Shape(ROWS, columns));
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static double readAll(Path file) throws IOException {
    long start = System.nanoTime();
    int bytes = Files.readAllBytes(file).length;
    double seconds = (System.nanoTime() - start) / 1e9;
    if (bytes != Files.size(file)) {
      throw new IOException(file + " changed while it was read");
    }
    return seconds;
  }

  /** Reads a file through a small buffer, or into fresh memory of its size. */
  private static double read(Path file, boolean kept, NDManager manager) throws IOException {
    long start = System.nanoTime();
    try (FileChannel in = FileChannel.open(file);
        NDManager own = manager.newSubManager()) {
      long floats = kept ? in.size() / Float.BYTES + 1 : ROWS * COLUMNS / 2;
      ByteBuffer memory = own.create(new Shape(floats), DataType.FLOAT32).toByteBuffer(true);
      while (in.position() < in.size()) {
        if (!memory.hasRemaining()) {
          memory.clear();
        }
        memory.limit(Math.min(memory.capacity(), memory.position() + PIECE));
        in.read(memory);
        memory.limit(memory.capacity());
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void write(Path file, String dtype, int columns) throws IOException {
    Files.createDirectories(file.getParent());
    long each = (long) bytes(dtype) * ROWS * columns;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < MATRICES; i++) {
      header.append(i == 0 ? "" : ",");
      header.append(
          "\"w%d\":{\"dtype\":\"%s\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
              .formatted(i, dtype, ROWS, columns, i * each, (i + 1) * each));
    }
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(1);
    byte[] matrix = new byte[(int) each];
    ByteBuffer values = ByteBuffer.wrap(matrix).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      float value = (float) random.nextGaussian();
      switch (dtype) {
        case "BF16" -> values.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        case "F16" -> values.putShort(Float.floatToFloat16(value));
        default -> values.putFloat(value);
      }
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
      out.write(text);
      for (int i = 0; i < MATRICES; i++) {
        out.write(matrix);
      }
    }
  }
}
