package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.CaptionRun;
import dev.facet.core.FacetException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Captions that a person came across, newest first; the pinned ones stay, the others come and go.
 */
public final class RunStore {

  /** Runs that nobody pinned are forgotten beyond so many. */
  static final int HISTORY = 200;

  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  private final StudyDatabase database;

  RunStore(StudyDatabase database) {
    this.database = database;
  }

  /** All runs, newest first. */
  public List<CaptionRun> all() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT run FROM caption_runs ORDER BY id DESC");
              ResultSet row = query.executeQuery()) {
            List<CaptionRun> found = new ArrayList<>();
            while (row.next()) {
              found.add(parse(row.getString(1)));
            }
            return found;
          }
        });
  }

  /**
   * Saves a run: a new one where its id is 0, else in place of the one with that id.
   *
   * @return the run with its id
   */
  public CaptionRun put(CaptionRun run) {
    return database.write(
        connection -> {
          CaptionRun saved = run;
          if (run.id() == 0) {
            try (PreparedStatement next =
                    connection.prepareStatement(
                        "SELECT coalesce(max(id), 0) + 1 FROM caption_runs");
                ResultSet row = next.executeQuery()) {
              row.next();
              saved = run.withId(row.getLong(1));
            }
          }
          try (PreparedStatement put =
              connection.prepareStatement("INSERT OR REPLACE INTO caption_runs VALUES (?, ?, ?)")) {
            put.setLong(1, saved.id());
            put.setBoolean(2, saved.pinned());
            put.setString(3, GSON.toJson(saved));
            put.execute();
          }
          try (PreparedStatement forget =
              connection.prepareStatement(
                  "DELETE FROM caption_runs WHERE NOT pinned AND id NOT IN"
                      + " (SELECT id FROM caption_runs WHERE NOT pinned ORDER BY id DESC LIMIT ?)")) {
            forget.setInt(1, HISTORY);
            forget.execute();
          }
          return saved;
        });
  }

  /** Forgets a run. */
  public void delete(long id) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM caption_runs WHERE id = ?")) {
            delete.setLong(1, id);
            delete.execute();
          }
          return null;
        });
  }

  private static CaptionRun parse(String json) {
    try {
      return GSON.fromJson(json, CaptionRun.class);
    } catch (JsonParseException e) {
      throw FacetException.badInput("The study holds a damaged caption", e);
    }
  }
}
