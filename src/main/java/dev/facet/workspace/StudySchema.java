package dev.facet.workspace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of a study. */
final class StudySchema {

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE images (
            id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, caption VARCHAR NOT NULL,
            class VARCHAR NOT NULL, problem VARCHAR NOT NULL, embedding BLOB)""",
          """
          CREATE TABLE parts (
            part INTEGER PRIMARY KEY, first_image INTEGER NOT NULL, end_image INTEGER NOT NULL,
            totals BLOB NOT NULL)""",
          """
          CREATE TABLE features (
            feature INTEGER PRIMARY KEY, label VARCHAR NOT NULL, label_score DOUBLE NOT NULL,
            frequency DOUBLE NOT NULL, density DOUBLE NOT NULL, max DOUBLE NOT NULL,
            mean DOUBLE NOT NULL, monosemanticity DOUBLE, steerability DOUBLE,
            histogram BLOB NOT NULL)""",
          """
          CREATE TABLE examples (
            feature INTEGER NOT NULL, kind TINYINT NOT NULL, bin TINYINT NOT NULL,
            place SMALLINT NOT NULL, image INTEGER NOT NULL, score FLOAT NOT NULL,
            max FLOAT NOT NULL, codes BLOB NOT NULL)""",
          """
          CREATE TABLE labels (
            feature INTEGER NOT NULL, place SMALLINT NOT NULL, word VARCHAR NOT NULL,
            score DOUBLE NOT NULL)""",
          "CREATE TABLE meanings (feature INTEGER NOT NULL, direction FLOAT[] NOT NULL)",
          """
          CREATE TABLE neighbours (
            feature INTEGER NOT NULL, kind TINYINT NOT NULL, place SMALLINT NOT NULL,
            other INTEGER NOT NULL, score DOUBLE NOT NULL)""",
          """
          CREATE TABLE annotations (
            feature INTEGER PRIMARY KEY, starred BOOLEAN NOT NULL, label VARCHAR NOT NULL,
            note VARCHAR NOT NULL, tags VARCHAR NOT NULL)""",
          """
          CREATE TABLE sweeps (
            key VARCHAR PRIMARY KEY, feature INTEGER, saved TIMESTAMP NOT NULL,
            result VARCHAR NOT NULL)""");

  /** Tables that came later: a study from before gets them, empty, when it is opened. */
  private static final Map<String, String> ADDED =
      Map.ofEntries(
          Map.entry(
              "explanations",
              """
          CREATE TABLE IF NOT EXISTS explanations (
            key VARCHAR PRIMARY KEY, feature INTEGER NOT NULL, method VARCHAR NOT NULL,
            control VARCHAR NOT NULL, model VARCHAR NOT NULL, text VARCHAR NOT NULL,
            raw VARCHAR NOT NULL, probability DOUBLE NOT NULL, coefficient DOUBLE,
            recipe VARCHAR NOT NULL, saved TIMESTAMP NOT NULL, clip_score DOUBLE, auroc DOUBLE,
            iou DOUBLE)"""),
          Map.entry(
              "coefficients",
              """
          CREATE TABLE IF NOT EXISTS coefficients (
            key VARCHAR PRIMARY KEY, saved TIMESTAMP NOT NULL, curve VARCHAR NOT NULL)"""),
          Map.entry(
              "caption_runs",
              """
          CREATE TABLE IF NOT EXISTS caption_runs (
            id BIGINT PRIMARY KEY, pinned BOOLEAN NOT NULL, run VARCHAR NOT NULL)"""),
          Map.entry(
              "places",
              "CREATE TABLE IF NOT EXISTS places (feature INTEGER NOT NULL, x FLOAT NOT NULL, y FLOAT NOT NULL)"),
          Map.entry("origins", "CREATE TABLE IF NOT EXISTS origins (mean FLOAT[] NOT NULL)"),
          Map.entry(
              "taxa",
              "CREATE TABLE IF NOT EXISTS taxa (image INTEGER NOT NULL, path VARCHAR NOT NULL)"),
          Map.entry(
              "encoders",
              """
          CREATE TABLE IF NOT EXISTS encoders (
            fingerprint VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, chosen BOOLEAN NOT NULL)"""),
          Map.entry(
              "encodings",
              """
          CREATE TABLE IF NOT EXISTS encodings (
            encoder VARCHAR NOT NULL, image INTEGER NOT NULL, embedding BLOB NOT NULL)"""),
          Map.entry(
              "monosemanticity",
              """
          CREATE TABLE IF NOT EXISTS monosemanticity (
            encoder VARCHAR NOT NULL, neuron BOOLEAN NOT NULL, unit INTEGER NOT NULL,
            score DOUBLE)"""),
          Map.entry(
              "depths",
              """
          CREATE TABLE IF NOT EXISTS depths (
            feature INTEGER NOT NULL, level INTEGER NOT NULL, mean DOUBLE, majority INTEGER)"""),
          Map.entry(
              "steerability",
              """
          CREATE TABLE IF NOT EXISTS steerability (
            key VARCHAR NOT NULL, feature INTEGER NOT NULL, saved TIMESTAMP NOT NULL,
            result VARCHAR NOT NULL, PRIMARY KEY (key, feature))"""));

  private StudySchema() {}

  /** Makes the tables of a new study. */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : SCHEMA) {
        statement.execute(table);
      }
    }
  }

  /** Adds the tables that a study from before lacks. */
  static void complete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : ADDED.values()) {
        statement.execute(table);
      }
    }
  }

  /** Whether no table is missing. */
  static boolean isComplete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT table_name FROM duckdb_tables()")) {
      Set<String> missing = new HashSet<>(ADDED.keySet());
      while (row.next()) {
        missing.remove(row.getString(1));
      }
      return missing.isEmpty();
    }
  }
}
