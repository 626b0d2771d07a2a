package dev.facet.workspace;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** What a person wrote about features. */
public final class AnnotationStore {

  private final StudyDatabase database;

  AnnotationStore(StudyDatabase database) {
    this.database = database;
  }

  /**
   * Changes what a person wrote. Who wants to undo it annotates with what was there before.
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
            put(connection, change.feature(), after);
          }
          return FeatureStore.summary(connection, change.feature());
        });
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
