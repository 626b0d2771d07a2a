package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.UnitSteerability;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Steerability of the study's latents, measured over many pictures. Each micro-batch is kept by
 * itself, so that a run goes on where it ended; a latent's figure in the list is the S of its last
 * measurement.
 */
public final class SteerabilityStore {

  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  private final StudyDatabase database;

  SteerabilityStore(StudyDatabase database) {
    this.database = database;
  }

  /** What was measured of exactly this question by this model, by latent. */
  public Map<Integer, UnitSteerability> known(SteerabilitySpec spec, String modelFingerprint) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT result FROM steerability WHERE key = ?")) {
            query.setString(1, ResultStore.key(spec, modelFingerprint));
            Map<Integer, UnitSteerability> known = new TreeMap<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                UnitSteerability unit = GSON.fromJson(row.getString(1), UnitSteerability.class);
                known.put(unit.unit(), unit);
              }
            }
            return known;
          }
        });
  }

  /** Keeps a micro-batch and shows it in the list of latents. */
  public void put(SteerabilitySpec spec, String modelFingerprint, List<UnitSteerability> batch) {
    String key = ResultStore.key(spec, modelFingerprint);
    database.write(
        connection -> {
          try (PreparedStatement put =
                  connection.prepareStatement(
                      "INSERT OR REPLACE INTO steerability VALUES (?, ?, now()::TIMESTAMP, ?)");
              PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE features SET steerability = ? WHERE feature = ?")) {
            for (UnitSteerability unit : batch) {
              put.setString(1, key);
              put.setInt(2, unit.unit());
              put.setString(3, GSON.toJson(unit));
              put.execute();
              update.setDouble(1, unit.asymptote().steerability());
              update.setInt(2, unit.unit());
              update.execute();
            }
          }
          return null;
        });
  }
}
