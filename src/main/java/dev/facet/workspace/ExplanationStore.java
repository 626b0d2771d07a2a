package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.FacetException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Explanations of latents. One is found by its latent and recipe; the same question to another
 * model, with another prompt or coefficient, is another entry.
 */
public final class ExplanationStore {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private static final String COLUMNS =
      "SELECT feature, text, raw, probability, recipe, strftime(saved, '%Y-%m-%dT%H:%M:%SZ'),"
          + " clip_score, auroc, iou FROM explanations ";

  private final StudyDatabase database;

  ExplanationStore(StudyDatabase database) {
    this.database = database;
  }

  /** Saves explanations, all or none; those of the same latent and recipe are replaced. */
  public void put(List<Explanation> explanations) {
    database.write(
        connection -> {
          try (PreparedStatement put =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO explanations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Explanation e : explanations) {
              bind(put, e);
              put.addBatch();
            }
            put.executeBatch();
          }
          return null;
        });
  }

  private static void bind(PreparedStatement put, Explanation e) throws SQLException {
    Explanation.Scores scores = e.scores();
    put.setString(1, key(e.feature(), e.recipe()));
    put.setInt(2, e.feature());
    put.setString(3, e.recipe().method().name());
    put.setString(4, e.recipe().control().name());
    put.setString(5, e.recipe().provenance().model());
    put.setString(6, e.text());
    put.setString(7, e.raw());
    put.setDouble(8, e.meanProbability());
    set(put, 9, e.recipe().coefficient());
    put.setString(10, GSON.toJson(e.recipe()));
    put.setObject(11, LocalDateTime.ofInstant(Instant.parse(e.created()), ZoneOffset.UTC));
    set(put, 12, scores == null ? null : scores.clip());
    set(put, 13, scores == null ? null : scores.auroc());
    set(put, 14, scores == null ? null : scores.iou());
  }

  private static void set(PreparedStatement put, int at, @Nullable Double value)
      throws SQLException {
    if (value == null) {
      put.setNull(at, Types.DOUBLE);
    } else {
      put.setDouble(at, value);
    }
  }

  /** The explanations of a latent: its own before the controls, then the newest first. */
  public List<Explanation> of(int feature) {
    return database.read(connection -> of(connection, feature));
  }

  static List<Explanation> of(DuckDBConnection connection, int feature) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            COLUMNS + "WHERE feature = ? ORDER BY control <> 'NONE', saved DESC, key")) {
      query.setInt(1, feature);
      return explanations(query);
    }
  }

  /** The explanations of one recipe, by latent. */
  public List<Explanation> of(ExplanationRecipe recipe) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(COLUMNS + "WHERE recipe = ? ORDER BY feature")) {
            query.setString(1, GSON.toJson(recipe));
            return explanations(query);
          }
        });
  }

  /** Every explanation, by latent, the oldest first. */
  public List<Explanation> all() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(COLUMNS + "ORDER BY feature, saved, key")) {
            return explanations(query);
          }
        });
  }

  /** The latents that a recipe has explained already. */
  public Set<Integer> done(ExplanationRecipe recipe) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT feature FROM explanations WHERE recipe = ?")) {
            query.setString(1, GSON.toJson(recipe));
            Set<Integer> done = new HashSet<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                done.add(row.getInt(1));
              }
            }
            return done;
          }
        });
  }

  /**
   * The coefficients that were tried for a recipe, if they were.
   *
   * @param recipe without coefficient and control
   * @param latents on how many
   */
  public Optional<CoefficientCurve> curve(ExplanationRecipe recipe, int latents) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT curve FROM coefficients WHERE key = ?")) {
            query.setString(1, key(latents, recipe));
            try (ResultSet row = query.executeQuery()) {
              return row.next()
                  ? Optional.of(GSON.fromJson(row.getString(1), CoefficientCurve.class))
                  : Optional.empty();
            }
          } catch (JsonParseException e) {
            throw FacetException.badInput("The study holds a damaged choice of coefficient", e);
          }
        });
  }

  /** Keeps what trying coefficients for a recipe came to. */
  public void putCurve(ExplanationRecipe recipe, CoefficientCurve curve) {
    database.write(
        connection -> {
          try (PreparedStatement put =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO coefficients VALUES (?, now()::TIMESTAMP, ?)")) {
            put.setString(1, key(curve.latents(), recipe));
            put.setString(2, GSON.toJson(curve));
            put.execute();
          }
          return null;
        });
  }

  private static List<Explanation> explanations(PreparedStatement query) throws SQLException {
    List<Explanation> found = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        Double clip = nullable(row, 7);
        Double auroc = nullable(row, 8);
        Double iou = nullable(row, 9);
        found.add(
            new Explanation(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getDouble(4),
                recipe(row.getString(5)),
                row.getString(6),
                clip == null && auroc == null && iou == null
                    ? null
                    : new Explanation.Scores(clip, auroc, iou)));
      }
    }
    return found;
  }

  private static @Nullable Double nullable(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  private static ExplanationRecipe recipe(String json) {
    try {
      return GSON.fromJson(json, ExplanationRecipe.class);
    } catch (JsonParseException e) {
      throw FacetException.badInput("The study holds a damaged explanation", e);
    }
  }

  /** SHA-256 of a number and a recipe. */
  private static String key(int feature, ExplanationRecipe recipe) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((feature + " " + GSON.toJson(recipe)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
