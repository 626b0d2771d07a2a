package dev.facet.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture's bytes for a decoder, with an end that cannot be ignored. A decoder that takes each
 * end of the stream for zeros would go on reading zeros for minutes on a damaged file; after a
 * while the end becomes an error here.
 */
final class BoundedImageStream extends MemoryCacheImageInputStream {

  /** More than any decoder looks ahead. */
  private static final int PATIENCE = 1024;

  private int readsPastEnd;

  BoundedImageStream(byte[] bytes) {
    super(new ByteArrayInputStream(bytes));
  }

  @Override
  public int read() throws IOException {
    return counted(super.read());
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return counted(super.read(target, offset, length));
  }

  private int counted(int result) throws IOException {
    if (result < 0 && ++readsPastEnd > PATIENCE) {
      throw new IOException("the picture ends early");
    }
    return result;
  }
}
