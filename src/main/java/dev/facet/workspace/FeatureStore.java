package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.FacetException;
import dev.facet.workspace.FeatureProfile.Neighbour;
import dev.facet.workspace.FeatureProfile.Quantile;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import dev.facet.workspace.PartStore.ImageCodes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The features of a study: their figures, examples and labels, and what a person wrote. */
public final class FeatureStore {

  /** What makes two latents neighbours. */
  public enum NeighbourKind {
    /** Cosine of the decoder rows. */
    DECODER,
    /** Correlation (phi) of firing on the same images. */
    COACTIVATION
  }

  private static final int TOP = 0;
  private static final int TOP_BY_MAX = 1;
  private static final int QUANTILE = 2;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private static final String SUMMARY =
      """
      SELECT f.feature, coalesce(nullif(a.label, ''), f.label) AS shown,
             coalesce(a.label, '') <> '' AS own, f.label_score, f.frequency, f.density, f.max,
             f.mean, f.monosemanticity, f.steerability, coalesce(a.starred, false) AS starred
      FROM features f LEFT JOIN annotations a ON a.feature = f.feature
      """;

  private final StudyDatabase database;

  FeatureStore(StudyDatabase database) {
    this.database = database;
  }

  /** The matching features in the wanted order. */
  public Page<FeatureSummary> page(FeatureSearch search) {
    Condition condition = Condition.of(search);
    return database.read(
        connection -> {
          int total;
          try (PreparedStatement count =
              connection.prepareStatement(
                  "SELECT count(*) FROM features f LEFT JOIN annotations a ON a.feature = f.feature"
                      + condition.sql())) {
            condition.bind(count);
            total = Rows.first(count).getInt(1);
          }
          try (PreparedStatement query =
              connection.prepareStatement(
                  SUMMARY
                      + condition.sql()
                      + " ORDER BY "
                      + condition.exactFirst()
                      + search.sort().expression()
                      + (search.descending() ? " DESC" : " ASC")
                      + " NULLS LAST, f.feature LIMIT "
                      + search.limit()
                      + " OFFSET "
                      + search.offset())) {
            condition.bind(query);
            List<FeatureSummary> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                rows.add(summary(row));
              }
            }
            return new Page<>(total, rows);
          }
        });
  }

  /** Number of latents that fire at least once. */
  public int alive() {
    return page(new FeatureSearch("", FeatureSearch.Sort.INDEX, false, true, false, 0, 0)).total();
  }

  /**
   * One line of the list.
   *
   * @throws FacetException NOT_FOUND when the study has no such latent
   */
  public FeatureSummary summary(int feature) {
    return database.read(connection -> summary(connection, feature));
  }

  private static FeatureSummary summary(DuckDBConnection connection, int feature)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SUMMARY + " WHERE f.feature = ?")) {
      query.setInt(1, feature);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw FacetException.notFound("The study has no feature " + feature);
        }
        return summary(row);
      }
    }
  }

  private static FeatureSummary summary(ResultSet row) throws SQLException {
    return new FeatureSummary(
        row.getInt(1),
        row.getString(2),
        row.getBoolean(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        row.getDouble(7),
        row.getDouble(8),
        nullable(row, 9),
        nullable(row, 10),
        row.getBoolean(11));
  }

  private static @Nullable Double nullable(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /**
   * All about one feature.
   *
   * @param examples at most this many top images
   * @throws FacetException NOT_FOUND when the study has no such latent
   */
  public FeatureProfile profile(int feature, int examples) {
    return database.read(
        connection -> {
          FeatureSummary summary = summary(connection, feature);
          Written written = written(connection, feature);
          List<Example> top = new ArrayList<>();
          List<Example> topByMax = new ArrayList<>();
          TreeMap<Integer, List<Example>> bins = new TreeMap<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT e.kind, e.bin, e.score, e.max, e.codes, i.id, i.name, i.caption, i.class
                  FROM examples e JOIN images i ON i.id = e.image
                  WHERE e.feature = ? ORDER BY e.kind, e.bin, e.place""")) {
            query.setInt(1, feature);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                Example example =
                    new Example(
                        ImageStore.image(row, 6),
                        row.getFloat(3),
                        row.getFloat(4),
                        PatchCodes.ofPacked(row.getBytes(5)));
                switch (row.getInt(1)) {
                  case TOP -> top.add(example);
                  case TOP_BY_MAX -> topByMax.add(example);
                  default ->
                      bins.computeIfAbsent(row.getInt(2), b -> new ArrayList<>()).add(example);
                }
              }
            }
          }
          return new FeatureProfile(
              summary,
              labels(connection, feature),
              top.subList(0, Math.min(examples, top.size())),
              topByMax.subList(0, Math.min(examples, topByMax.size())),
              quantiles(bins),
              histogram(connection, feature),
              neighbours(connection, feature, NeighbourKind.DECODER),
              written.note(),
              written.tags(),
              ExplanationStore.of(connection, feature));
        });
  }

  // Bin 0 is the highest; the number of bins is one more than the last that has images.
  private static List<Quantile> quantiles(TreeMap<Integer, List<Example>> bins) {
    List<Quantile> quantiles = new ArrayList<>();
    double width = bins.isEmpty() ? 1 : 1.0 / (bins.lastKey() + 1);
    bins.forEach(
        (bin, examples) ->
            quantiles.add(
                new Quantile(Math.max(0, 1 - (bin + 1) * width), 1 - bin * width, examples)));
    return quantiles;
  }

  private static List<ScoredLabel> labels(DuckDBConnection connection, int feature)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT word, score FROM labels WHERE feature = ? ORDER BY place")) {
      query.setInt(1, feature);
      List<ScoredLabel> labels = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          labels.add(new ScoredLabel(row.getString(1), row.getDouble(2)));
        }
      }
      return labels;
    }
  }

  private static Histogram histogram(DuckDBConnection connection, int feature) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT histogram FROM features WHERE feature = ?")) {
      query.setInt(1, feature);
      ByteBuffer buffer =
          ByteBuffer.wrap(Rows.first(query).getBytes(1)).order(ByteOrder.LITTLE_ENDIAN);
      // Edges are doubles, counts longs, one edge more than counts.
      int counts = Math.max(0, (buffer.remaining() / Double.BYTES - 1) / 2);
      List<Double> edges = new ArrayList<>();
      for (int i = 0; i <= counts && buffer.hasRemaining(); i++) {
        edges.add(buffer.getDouble());
      }
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < counts; i++) {
        values.add(buffer.getLong());
      }
      return new Histogram(edges, values);
    }
  }

  private static byte[] bytes(Histogram histogram) {
    ByteBuffer buffer =
        ByteBuffer.allocate((histogram.edges().size() + histogram.counts().size()) * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    histogram.edges().forEach(buffer::putDouble);
    histogram.counts().forEach(buffer::putLong);
    return buffer.array();
  }

  /** The neighbours of a feature, best first. */
  public List<Neighbour> neighbours(int feature, NeighbourKind kind) {
    return database.read(connection -> neighbours(connection, feature, kind));
  }

  private static List<Neighbour> neighbours(
      DuckDBConnection connection, int feature, NeighbourKind kind) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT n.other, coalesce(nullif(a.label, ''), f.label), n.score
            FROM neighbours n JOIN features f ON f.feature = n.other
            LEFT JOIN annotations a ON a.feature = n.other
            WHERE n.feature = ? AND n.kind = ? ORDER BY n.place""")) {
      query.setInt(1, feature);
      query.setInt(2, kind.ordinal());
      List<Neighbour> neighbours = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          neighbours.add(new Neighbour(row.getInt(1), row.getString(2), row.getDouble(3)));
        }
      }
      return neighbours;
    }
  }

  /** The shown labels of all features, by index; one read for lists that name many latents. */
  public List<String> labels() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      """
                      SELECT coalesce(nullif(a.label, ''), f.label)
                      FROM features f LEFT JOIN annotations a ON a.feature = f.feature
                      ORDER BY f.feature""");
              ResultSet row = query.executeQuery()) {
            List<String> labels = new ArrayList<>();
            while (row.next()) {
              labels.add(row.getString(1));
            }
            return labels;
          }
        });
  }

  /**
   * Changes what a person wrote and remembers how it was, so that {@link #undo} can bring it back.
   *
   * @return the line as it now stands
   */
  public FeatureSummary annotate(Annotation change) {
    return database.write(
        connection -> {
          summary(connection, change.feature());
          Written before = written(connection, change.feature());
          Written after = before.with(change);
          if (!after.equals(before)) {
            try (Statement statement = connection.createStatement()) {
              // A new change ends what could be redone.
              statement.execute("DELETE FROM annotation_history WHERE undone");
            }
            try (PreparedStatement remember =
                connection.prepareStatement(
                    "INSERT INTO annotation_history SELECT coalesce(max(seq), 0) + 1, ?, ?, ?, false FROM annotation_history")) {
              remember.setInt(1, change.feature());
              remember.setString(2, GSON.toJson(before));
              remember.setString(3, GSON.toJson(after));
              remember.execute();
            }
            put(connection, change.feature(), after);
          }
          return summary(connection, change.feature());
        });
  }

  /** Takes the last change back; empty when there is none. */
  public Optional<FeatureSummary> undo() {
    return step(
        "SELECT seq, feature, before FROM annotation_history WHERE NOT undone ORDER BY seq DESC LIMIT 1",
        true);
  }

  /** Makes the last undone change again; empty when there is none. */
  public Optional<FeatureSummary> redo() {
    return step(
        "SELECT seq, feature, after FROM annotation_history WHERE undone ORDER BY seq LIMIT 1",
        false);
  }

  private Optional<FeatureSummary> step(String which, boolean undone) {
    return database.write(
        connection -> {
          long seq;
          int feature;
          Written state;
          try (PreparedStatement query = connection.prepareStatement(which);
              ResultSet row = query.executeQuery()) {
            if (!row.next()) {
              return Optional.empty();
            }
            seq = row.getLong(1);
            feature = row.getInt(2);
            state = parse(row.getString(3));
          }
          try (PreparedStatement mark =
              connection.prepareStatement(
                  "UPDATE annotation_history SET undone = ? WHERE seq = ?")) {
            mark.setBoolean(1, undone);
            mark.setLong(2, seq);
            mark.execute();
          }
          put(connection, feature, state);
          return Optional.of(summary(connection, feature));
        });
  }

  private static Written parse(String json) {
    try {
      return GSON.fromJson(json, Written.class);
    } catch (JsonParseException e) {
      throw FacetException.badInput("The study holds a damaged annotation", e);
    }
  }

  private static void put(DuckDBConnection connection, int feature, Written state)
      throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO annotations VALUES (?, ?, ?, ?, ?)")) {
      put.setInt(1, feature);
      put.setBoolean(2, state.starred());
      put.setString(3, state.label());
      put.setString(4, state.note());
      put.setString(5, String.join("\n", state.tags()));
      put.execute();
    }
  }

  private static Written written(DuckDBConnection connection, int feature) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT starred, label, note, tags FROM annotations WHERE feature = ?")) {
      query.setInt(1, feature);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Written(
                row.getBoolean(1), row.getString(2), row.getString(3), tags(row.getString(4)))
            : Written.NOTHING;
      }
    }
  }

  private static List<String> tags(String lines) {
    return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
  }

  /** What a person wrote about one feature. */
  private record Written(boolean starred, String label, String note, List<String> tags) {

    static final Written NOTHING = new Written(false, "", "", List.of());

    Written with(Annotation change) {
      return new Written(
          change.starred() != null ? change.starred() : starred,
          change.label() != null ? change.label().strip() : label,
          change.note() != null ? change.note().strip() : note,
          change.tags() != null
              ? change.tags().stream()
                  .map(t -> t.replace('\n', ' ').strip())
                  .filter(t -> !t.isEmpty())
                  .distinct()
                  .toList()
              : tags);
    }
  }

  /**
   * Replaces the figures and examples of every feature, in one transaction. Labels, neighbours and
   * monosemanticity are put by their own methods; what a person wrote stays.
   */
  public void putIndex(Iterator<IndexedFeature> features) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String table :
                List.of("features", "examples", "labels", "meanings", "neighbours")) {
              statement.execute("DELETE FROM " + table);
            }
          }
          try (DuckDBAppender figures = connection.createAppender("main", "features");
              DuckDBAppender examples = connection.createAppender("main", "examples")) {
            while (features.hasNext()) {
              IndexedFeature feature = features.next();
              figures.beginRow();
              figures.append(feature.feature());
              figures.append("");
              figures.append(0.0);
              figures.append(feature.frequency());
              figures.append(feature.density());
              figures.append(feature.max());
              figures.append(feature.mean());
              figures.appendNull();
              figures.appendNull();
              figures.append(bytes(feature.histogram()));
              figures.endRow();
              append(examples, feature.feature(), TOP, 0, feature.top());
              append(examples, feature.feature(), TOP_BY_MAX, 0, feature.topByMax());
              for (int bin = 0; bin < feature.quantiles().size(); bin++) {
                append(examples, feature.feature(), QUANTILE, bin, feature.quantiles().get(bin));
              }
            }
          }
          return null;
        });
  }

  private static void append(
      DuckDBAppender appender, int feature, int kind, int bin, List<ImageCodes> examples)
      throws SQLException {
    for (int place = 0; place < examples.size(); place++) {
      ImageCodes example = examples.get(place);
      appender.beginRow();
      appender.append(feature);
      appender.append((byte) kind);
      appender.append((byte) bin);
      appender.append((short) place);
      appender.append(example.image());
      appender.append(example.score());
      appender.append(example.max());
      appender.append(example.codes().packed());
      appender.endRow();
    }
  }

  /**
   * Replaces the zero-shot labels.
   *
   * @param labels by latent, best first; an empty list leaves the latent without
   */
  public void putLabels(List<List<ScoredLabel>> labels) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM labels");
            statement.execute(
                "CREATE OR REPLACE TEMP TABLE best (feature INTEGER, label VARCHAR, score DOUBLE)");
            try (DuckDBAppender all = connection.createAppender("main", "labels");
                DuckDBAppender best = connection.createAppender("temp", "main", "best")) {
              for (int feature = 0; feature < labels.size(); feature++) {
                List<ScoredLabel> words = labels.get(feature);
                for (int place = 0; place < words.size(); place++) {
                  all.beginRow();
                  all.append(feature);
                  all.append((short) place);
                  all.append(words.get(place).word());
                  all.append(words.get(place).score());
                  all.endRow();
                }
                best.beginRow();
                best.append(feature);
                best.append(words.isEmpty() ? "" : words.getFirst().word());
                best.append(words.isEmpty() ? 0.0 : words.getFirst().score());
                best.endRow();
              }
            }
            statement.execute(
                "UPDATE features SET label = b.label, label_score = b.score FROM temp.best b WHERE features.feature = b.feature");
            statement.execute("DROP TABLE temp.best");
          }
          return null;
        });
  }

  /**
   * Streams the top images of every latent with their embeddings, in image order; images without
   * one are passed over.
   */
  public void topEmbeddings(TopEmbeddingVisitor visitor) {
    database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT e.feature, e.score, i.embedding FROM examples e"
                          + " JOIN images i ON i.id = e.image"
                          + " WHERE e.kind = "
                          + TOP
                          + " AND i.embedding IS NOT NULL ORDER BY i.id, e.feature");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(row.getInt(1), row.getFloat(2), ImageStore.floats(row.getBytes(3)));
            }
            return null;
          }
        });
  }

  /** Takes an image of a latent's top. */
  @FunctionalInterface
  public interface TopEmbeddingVisitor {
    /**
     * @param score mean code over the image's patches
     * @param embedding of the image, any norm [d]
     */
    void accept(int feature, float score, float[] embedding);
  }

  /**
   * Replaces what latents mean: directions in the shared image and text space.
   *
   * @param directions by latent, any norm; zeros for a dead one [F][d]
   */
  public void putMeanings(float[][] directions) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM meanings");
          }
          try (DuckDBAppender appender = connection.createAppender("main", "meanings")) {
            for (int feature = 0; feature < directions.length; feature++) {
              appender.beginRow();
              appender.append(feature);
              appender.append(directions[feature]);
              appender.endRow();
            }
          }
          return null;
        });
  }

  /**
   * The latents that mean what a text says, best first; dead ones are left out.
   *
   * @param textEmbedding of the study's own encoder [d]
   * @param limit at most this many
   * @return the latent, its label and the cosine
   */
  public List<Neighbour> nearest(float[] textEmbedding, int limit) {
    Object[] boxed = new Object[textEmbedding.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = textEmbedding[i];
    }
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT m.feature, coalesce(nullif(a.label, ''), f.label),
                         list_cosine_similarity(m.direction, ?::FLOAT[]) AS cosine
                  FROM meanings m JOIN features f ON f.feature = m.feature
                  LEFT JOIN annotations a ON a.feature = m.feature
                  WHERE f.frequency > 0 ORDER BY cosine DESC, m.feature LIMIT ?""")) {
            query.setArray(1, connection.createArrayOf("FLOAT", boxed));
            query.setInt(2, limit);
            List<Neighbour> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                found.add(new Neighbour(row.getInt(1), row.getString(2), row.getDouble(3)));
              }
            }
            return found;
          }
        });
  }

  /**
   * Replaces the neighbours of one kind.
   *
   * @param others by latent: indices of its neighbours, best first [F][n]
   * @param scores of each [F][n]
   */
  public void putNeighbours(NeighbourKind kind, int[][] others, double[][] scores) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM neighbours WHERE kind = " + kind.ordinal());
          }
          try (DuckDBAppender appender = connection.createAppender("main", "neighbours")) {
            for (int feature = 0; feature < others.length; feature++) {
              for (int place = 0; place < others[feature].length; place++) {
                appender.beginRow();
                appender.append(feature);
                appender.append((byte) kind.ordinal());
                appender.append((short) place);
                appender.append(others[feature][place]);
                appender.append(scores[feature][place]);
                appender.endRow();
              }
            }
          }
          return null;
        });
  }

  /**
   * Replaces the monosemanticity scores.
   *
   * @param scores by latent, NaN where undefined [F]
   */
  public void putMonosemanticity(double[] scores) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "CREATE OR REPLACE TEMP TABLE scores (feature INTEGER, score DOUBLE)");
            try (DuckDBAppender appender = connection.createAppender("temp", "main", "scores")) {
              for (int feature = 0; feature < scores.length; feature++) {
                appender.beginRow();
                appender.append(feature);
                if (Double.isNaN(scores[feature])) {
                  appender.appendNull();
                } else {
                  appender.append(scores[feature]);
                }
                appender.endRow();
              }
            }
            statement.execute(
                "UPDATE features SET monosemanticity = s.score FROM temp.scores s WHERE features.feature = s.feature");
            statement.execute("DROP TABLE temp.scores");
          }
          return null;
        });
  }

  /** The WHERE clause of a search and its parameters. */
  private record Condition(String sql, List<String> words, boolean index) {

    static Condition of(FeatureSearch search) {
      List<String> words =
          Arrays.stream(search.text().strip().toLowerCase(Locale.ROOT).split("\\s+"))
              .filter(w -> !w.isEmpty())
              .toList();
      boolean index = words.size() == 1 && words.getFirst().chars().allMatch(Character::isDigit);
      StringBuilder sql = new StringBuilder(" WHERE true");
      if (search.aliveOnly()) {
        sql.append(" AND f.frequency > 0");
      }
      if (search.starredOnly()) {
        sql.append(" AND coalesce(a.starred, false)");
      }
      for (int i = 0; i < words.size(); i++) {
        sql.append(" AND (contains(lower(concat_ws(' ', f.label, a.label, a.note, a.tags)), ?)");
        sql.append(
            " OR f.feature IN (SELECT x.feature FROM explanations x"
                + " WHERE x.control = 'NONE' AND contains(lower(x.text), ?))");
        sql.append(index ? " OR starts_with(f.feature::VARCHAR, ?))" : ")");
      }
      return new Condition(sql.toString(), words, index);
    }

    /** An index that was typed whole stands above those it begins. */
    String exactFirst() {
      return index ? "(f.feature::VARCHAR = '" + words.getFirst() + "') DESC, " : "";
    }

    void bind(PreparedStatement statement) throws SQLException {
      int parameter = 1;
      for (String word : words) {
        statement.setString(parameter++, word);
        statement.setString(parameter++, word);
        if (index) {
          statement.setString(parameter++, word);
        }
      }
    }
  }
}
