package dev.facet.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Copies stored numbers to where they are wanted, widened to fp32: a piece of the file is read into
 * a buffer that stays in the cache, and widened from there; fp32 is read into its place. Fresh
 * memory is what loading mostly waits for, so large runs are shared out to all cores by the
 * target's huge pages: a page that two threads touched first would be zeroed twice.
 */
final class TensorCopier {

  /** Bytes of a file that are read at a time where they are widened. */
  private static final int PIECE = 1 << 19;

  /** Elements from which on a second thread is worth waking. */
  private static final int PARALLEL = 1 << 18;

  /** fp32 numbers in a huge page. */
  private static final int HUGE_PAGE = (2 << 20) / Float.BYTES;

  /**
   * Buffers of one thread.
   *
   * @param stored a piece as it lies in the file
   * @param wide the same in fp32, for targets that cannot be written directly
   */
  private record Scratch(ByteBuffer stored, ByteBuffer wide) {

    Scratch() {
      this(ByteBuffer.allocateDirect(PIECE), ByteBuffer.allocateDirect(2 * PIECE));
    }
  }

  private final OpenFiles files;
  private final Queue<Scratch> unused = new ConcurrentLinkedQueue<>();

  TensorCopier(OpenFiles files) {
    this.files = files;
  }

  /**
   * Copies neighbouring elements of a tensor's storage.
   *
   * @param first element of the storage
   * @param target is filled from its start to its end; its position does not count and stays
   */
  void copy(StoredTensor tensor, long first, FloatBuffer target) {
    int count = target.capacity();
    if (count < PARALLEL) {
      copyRun(tensor, first, target);
      return;
    }
    int head = beforeHugePage(target);
    int runs = 1 + Math.ceilDiv(count - head, HUGE_PAGE);
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, Math.min(runs, Runtime.getRuntime().availableProcessors()))
        .parallel()
        .forEach(
            _ -> {
              for (int run = next.getAndIncrement(); run < runs; run = next.getAndIncrement()) {
                int from = run == 0 ? 0 : head + (run - 1) * HUGE_PAGE;
                int to = (int) Math.min(count, head + (long) run * HUGE_PAGE);
                copyRun(tensor, first + from, target.slice(from, to - from));
              }
            });
  }

  /** Numbers up to the first huge page that begins behind the start. */
  private static int beforeHugePage(FloatBuffer target) {
    long address = target.isDirect() ? MemorySegment.ofBuffer(target).address() : 0;
    return HUGE_PAGE - (int) (address / Float.BYTES % HUGE_PAGE);
  }

  private void copyRun(StoredTensor tensor, long first, FloatBuffer target) {
    boolean direct = target.isDirect() && target.order() == ByteOrder.LITTLE_ENDIAN;
    if (direct && asItIs(tensor)) {
      files.read(stored(tensor, first, target.capacity()), bytes(target));
      return;
    }
    Scratch scratch = unused.poll();
    if (scratch == null) {
      scratch = new Scratch();
    }
    int step = PIECE / Math.max(tensor.info().dtype().bytes(), Short.BYTES);
    for (int done = 0; done < target.capacity(); done += step) {
      FloatBuffer part = target.slice(done, Math.min(step, target.capacity() - done));
      if (direct) {
        widen(tensor, first + done, bytes(part), scratch);
      } else {
        ByteBuffer wide = scratch.wide.slice(0, Float.BYTES * part.capacity());
        widen(tensor, first + done, wide.order(ByteOrder.LITTLE_ENDIAN), scratch);
        part.put(wide.asFloatBuffer());
      }
    }
    unused.add(scratch);
  }

  private void widen(StoredTensor tensor, long first, ByteBuffer out, Scratch scratch) {
    int count = out.capacity() / Float.BYTES;
    MemorySegment stored = stored(tensor, first, count);
    ByteBuffer in;
    if (stored.isMapped()) {
      in = scratch.stored.slice(0, (int) stored.byteSize());
      files.read(stored, in);
      in.clear();
    } else {
      in = stored.asByteBuffer();
    }
    Widening.widen(tensor.info().dtype(), in.order(tensor.order()), out, count);
  }

  /** Whether the file holds what is wanted, so that it can be read into its place. */
  private static boolean asItIs(StoredTensor tensor) {
    return tensor.info().dtype() == DType.F32
        && tensor.order() == ByteOrder.LITTLE_ENDIAN
        && tensor.storage().isMapped();
  }

  private static MemorySegment stored(StoredTensor tensor, long first, int count) {
    long bytes = tensor.info().dtype().bytes();
    return tensor.storage().asSlice(first * bytes, count * bytes);
  }

  private static ByteBuffer bytes(FloatBuffer direct) {
    return MemorySegment.ofBuffer(direct).asByteBuffer().order(direct.order());
  }
}
