package dev.facet.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import dev.facet.core.FileLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code study.json}: what a study is about, written atomically and checked when it is read. */
final class ManifestFile {

  static final String NAME = "study.json";
  private static final long LIMIT = 1 << 20;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ManifestFile() {}

  /** Replaces the file. */
  static void write(Path folder, StudyManifest manifest) {
    AtomicFile.write(
        folder.resolve(NAME), (GSON.toJson(manifest) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws FacetException when the folder holds no study, or a damaged one
   */
  static StudyManifest read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw FacetException.notFound(
          "The folder " + folder + " is not a study: there is no " + NAME + " in it");
    }
    try {
      FileLimit.check(file, LIMIT);
      StudyManifest manifest = GSON.fromJson(Files.readString(file), StudyManifest.class);
      String missing = firstMissing(manifest);
      if (missing != null) {
        throw FacetException.badInput(
            "The file " + file + " is damaged: " + missing + " is missing");
      }
      if (!Files.isRegularFile(folder.resolve(StudyDatabase.FILE))) {
        throw FacetException.badInput(
            "The study " + folder + " is damaged: there is no " + StudyDatabase.FILE + " in it");
      }
      return manifest;
    } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
      throw FacetException.badInput("The file " + file + " is damaged: it is not valid JSON", e);
    } catch (IOException e) {
      throw FacetException.badInput("The file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  // JSON from a stranger can leave out what the record says is never null.
  @SuppressWarnings("NullAway")
  private static @Nullable String firstMissing(@Nullable StudyManifest manifest) {
    if (manifest == null) {
      return "everything";
    }
    if (manifest.schema() < 1) {
      return "schema";
    }
    if (manifest.name() == null) {
      return "name";
    }
    if (manifest.provenance() == null) {
      return "provenance";
    }
    if (manifest.model() == null || manifest.sae() == null || manifest.images() == null) {
      return "the folder of model, sae or images";
    }
    if (manifest.saeArchitecture() == null || manifest.created() == null) {
      return "saeArchitecture or created";
    }
    if (manifest.latents() < 1
        || manifest.gridWidth() < 1
        || manifest.gridHeight() < 1
        || (long) manifest.gridWidth() * manifest.gridHeight() > PatchCodes.MAX_PATCHES) {
      return "a sensible number of latents or patches";
    }
    return null;
  }
}
