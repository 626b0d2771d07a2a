package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.model.ModelFolder;
import dev.facet.model.ModelInfo;
import dev.facet.workspace.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The language models that a study's tower may stand behind, by a name for people: the study's own,
 * those beside it with the same tower, and those that a person attached, which the study remembers.
 */
final class Captioners {

  private final Study study;
  private final Map<String, Path> folders = new LinkedHashMap<>();

  Captioners(Study study) {
    this.study = study;
    Encoders.captioners(study.modelFolder()).forEach(this::put);
    study.attached().stream().filter(Files::isDirectory).forEach(this::put);
  }

  /**
   * Takes up a folder.
   *
   * @return the name under which it is known from now on
   */
  String put(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    for (Map.Entry<String, Path> known : folders.entrySet()) {
      if (known.getValue().equals(home)) {
        return known.getKey();
      }
    }
    String last = String.valueOf(home.getFileName());
    String name = folders.containsKey(last) ? home.toString() : last;
    folders.put(name, home);
    return name;
  }

  /** All of them, the study's own first. */
  List<String> names() {
    return List.copyOf(folders.keySet());
  }

  /**
   * The folder of one.
   *
   * @throws FacetException when there is none of this name
   */
  Path folder(String name) {
    Path folder = folders.get(name);
    if (folder == null) {
      throw FacetException.notFound(
          "There is no model "
              + name
              + " for this study; expected one of "
              + String.join(", ", folders.keySet()));
    }
    return folder;
  }

  /**
   * The one that answers first: the study's own model where it writes captions, else the one that
   * was attached last; null where there is none.
   */
  @Nullable String first() {
    if (!ModelFolder.isEncoder(study.modelFolder())) {
      return names().getFirst();
    }
    return study.attached().stream()
        .filter(Files::isDirectory)
        .findFirst()
        .map(this::put)
        .orElse(null);
  }

  /**
   * Its folder.
   *
   * @throws FacetException when there is none
   */
  Path firstFolder() {
    String name = first();
    if (name == null) {
      throw FacetException.notFound(StudyTower.noLanguageModel(study));
    }
    return folder(name);
  }

  /**
   * Whether a language model may stand behind the study's tower; nothing is loaded for that.
   *
   * @throws FacetException when the folder holds no model that writes captions, or its vision tower
   *     is not the study's
   */
  void check(Path folder) {
    ModelInfo info = ModelFolder.inspect(folder);
    if (!info.captions()) {
      throw FacetException.badInput(
          folder
              + " is a "
              + info.family()
              + " and writes no text; choose a vision-language model such as a LLaVA");
    }
    var _ = StudyTower.require(study, folder, Encoders.tower(folder));
  }

  /** Has the study remember that this one answered last. */
  void remember(String name) {
    if (!study.readOnly()) {
      study.attach(folder(name));
    }
  }
}
