package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.FacetException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/** What a person wrote about features: every change is remembered and can be taken back. */
public final class AnnotationStore {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final StudyDatabase database;

  AnnotationStore(StudyDatabase database) {
    this.database = database;
  }

  /**
   * Changes what a person wrote and remembers how it was, so that {@link #undo} can bring it back.
   *
   * @return the line as it now stands
   */
  public FeatureSummary annotate(Annotation change) {
    return database.write(
        connection -> {
          FeatureStore.summary(connection, change.feature());
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
          return FeatureStore.summary(connection, change.feature());
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
          return Optional.of(FeatureStore.summary(connection, feature));
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

  static Written written(DuckDBConnection connection, int feature) throws SQLException {
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
  record Written(boolean starred, String label, String note, List<String> tags) {

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
}
