package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.FacetException;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps that were computed once and need not be again. Each is found by what was asked and by the
 * fingerprint of what answered; the same question to another model is another entry.
 */
public final class ResultStore {

  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  private final StudyDatabase database;

  ResultStore(StudyDatabase database) {
    this.database = database;
  }

  /** The sweep of exactly this question by this model, if it was saved. */
  public Optional<SweepResult> sweep(SweepSpec spec, String modelFingerprint) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT result FROM sweeps WHERE key = ?")) {
            query.setString(1, key(spec, modelFingerprint));
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? Optional.of(parse(row.getString(1))) : Optional.empty();
            }
          }
        });
  }

  /**
   * Saves a sweep. Where it asks what the list of features compares, the latent's steerability
   * becomes the largest S over its strengths.
   */
  public void putSweep(SweepResult result) {
    String key = key(result.spec(), result.provenance().modelFingerprint());
    @Nullable Integer latent = result.spec().intervention().direction().latent();
    double steerability =
        result.points().stream().mapToDouble(SweepPoint::steerability).max().orElse(Double.NaN);
    database.write(
        connection -> {
          try (PreparedStatement put =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO sweeps VALUES (?, ?, now()::TIMESTAMP, ?)")) {
            put.setString(1, key);
            put.setObject(2, latent);
            put.setString(3, GSON.toJson(result));
            put.execute();
          }
          if (latent != null && isComparable(result.spec()) && Double.isFinite(steerability)) {
            try (PreparedStatement update =
                connection.prepareStatement(
                    "UPDATE features SET steerability = ? WHERE feature = ?")) {
              update.setDouble(1, steerability);
              update.setInt(2, latent);
              update.execute();
            }
          }
          return null;
        });
  }

  /**
   * S of different latents can be compared when each was measured alike: the latent of the study's
   * own SAE added alone, at all tokens of a white image, over the study's own words.
   */
  private static boolean isComparable(SweepSpec spec) {
    Intervention intervention = spec.intervention();
    return intervention.direction().sae() == null
        && intervention.mode() == Intervention.Mode.ADD
        && intervention.positions().equals(Positions.ALL)
        && spec.images().equals(List.of("white"))
        && spec.vocabulary() == null
        && spec.others().isEmpty();
  }

  private static SweepResult parse(String json) {
    try {
      return GSON.fromJson(json, SweepResult.class);
    } catch (JsonParseException e) {
      throw FacetException.badInput("The study holds a damaged sweep", e);
    }
  }

  /** SHA-256 of the question and of who answered. */
  static String key(Object spec, String modelFingerprint) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(modelFingerprint.getBytes(StandardCharsets.UTF_8));
      digest.update(GSON.toJson(spec).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
