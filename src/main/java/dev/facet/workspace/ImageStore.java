package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The images of the corpus: names, captions, embeddings; the pixels stay in their own folder. */
public final class ImageStore {

  /**
   * An unreadable file of the corpus.
   *
   * @param name path below the corpus folder
   * @param problem why it was left out, one sentence
   */
  public record Skipped(String name, String problem) {}

  /** Takes one embedding. */
  @FunctionalInterface
  public interface EmbeddingVisitor {
    void accept(int image, float[] embedding);
  }

  private final StudyDatabase database;
  private final Study study;

  ImageStore(StudyDatabase database, Study study) {
    this.database = database;
    this.study = study;
  }

  /**
   * Images whose name or caption contains the text, by number.
   *
   * @param text blank for all
   */
  public Page<ImageRecord> page(String text, int offset, int limit) {
    String needle = text.strip().toLowerCase(Locale.ROOT);
    return database.read(
        connection -> {
          String where =
              " FROM images WHERE problem = ''"
                  + (needle.isEmpty()
                      ? ""
                      : " AND (contains(lower(name), ?) OR contains(lower(caption), ?))");
          int total;
          try (PreparedStatement count = connection.prepareStatement("SELECT count(*)" + where)) {
            bind(count, needle);
            total = Rows.first(count).getInt(1);
          }
          try (PreparedStatement rows =
              connection.prepareStatement(
                  "SELECT id, name, caption, class"
                      + where
                      + " ORDER BY id LIMIT "
                      + Math.max(0, limit)
                      + " OFFSET "
                      + Math.max(0, offset))) {
            bind(rows, needle);
            List<ImageRecord> found = new ArrayList<>();
            try (ResultSet row = rows.executeQuery()) {
              while (row.next()) {
                found.add(image(row, 1));
              }
            }
            return new Page<>(total, found);
          }
        });
  }

  private static void bind(PreparedStatement statement, String needle) throws SQLException {
    if (!needle.isEmpty()) {
      statement.setString(1, needle);
      statement.setString(2, needle);
    }
  }

  /** Reads an image from the columns id, name, caption, class, which start at {@code column}. */
  static ImageRecord image(ResultSet row, int column) throws SQLException {
    return new ImageRecord(
        row.getLong(column),
        row.getString(column + 1),
        row.getString(column + 2),
        row.getString(column + 3));
  }

  /**
   * One image.
   *
   * @throws FacetException NOT_FOUND when the study has no such image
   */
  public ImageRecord get(long id) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT id, name, caption, class FROM images WHERE id = ? AND problem = ''")) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
              if (!row.next()) {
                throw FacetException.notFound(
                    "The study " + study.manifest().name() + " has no image " + id);
              }
              return image(row, 1);
            }
          }
        });
  }

  /**
   * The picture file of an image.
   *
   * @throws FacetException NOT_FOUND when the study has no such image; BAD_INPUT when its name
   *     leads out of the corpus folder
   */
  public Path file(long id) {
    Path corpus = study.imagesFolder();
    Path file = corpus.resolve(get(id).name()).normalize();
    if (!file.startsWith(corpus)) {
      throw FacetException.badInput("Image " + id + " of the study lies outside of " + corpus);
    }
    return file;
  }

  /** Numbers of all images that could be read, ascending. */
  public List<Long> readable() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT id FROM images WHERE problem = '' ORDER BY id");
              ResultSet row = query.executeQuery()) {
            List<Long> ids = new ArrayList<>();
            while (row.next()) {
              ids.add(row.getLong(1));
            }
            return ids;
          }
        });
  }

  /** Number of readable images among every {@code stride}-th of the corpus. */
  public int count(int stride) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT count(*) FROM images WHERE problem = '' AND id % ? = 0")) {
            query.setInt(1, stride);
            return Rows.first(query).getInt(1);
          }
        });
  }

  /** Files that could not be read as images, in corpus order. */
  public List<Skipped> skipped() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT name, problem FROM images WHERE problem <> '' ORDER BY id");
              ResultSet row = query.executeQuery()) {
            List<Skipped> files = new ArrayList<>();
            while (row.next()) {
              files.add(new Skipped(row.getString(1), row.getString(2)));
            }
            return files;
          }
        });
  }

  /**
   * Streams the stored embeddings of the images [begin, end) in order; images without one are
   * passed over.
   */
  public void embeddings(int begin, int end, EmbeddingVisitor visitor) {
    database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT id, embedding FROM images"
                      + " WHERE embedding IS NOT NULL AND id >= ? AND id < ? ORDER BY id")) {
            query.setInt(1, begin);
            query.setInt(2, end);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                visitor.accept(row.getInt(1), floats(row.getBytes(2)));
              }
            }
            return null;
          }
        });
  }

  static byte @Nullable [] bytes(float @Nullable [] values) {
    if (values == null) {
      return null;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
