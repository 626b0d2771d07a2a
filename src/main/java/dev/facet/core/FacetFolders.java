package dev.facet.core;

import java.nio.file.Path;

/**
 * Where Facet's own things lie.
 *
 * @param home the program's folder, which holds {@code models/}: system property {@code
 *     facet.home}, set by the launcher; else the working directory
 * @param data caches, logs and the demo study: system property {@code facet.data}, else {@code
 *     ~/.facet}
 */
public record FacetFolders(Path home, Path data) {

  public static FacetFolders ofSystem() {
    return new FacetFolders(
        Path.of(System.getProperty("facet.home", "")).toAbsolutePath().normalize(),
        Path.of(
                System.getProperty(
                    "facet.data", Path.of(System.getProperty("user.home"), ".facet").toString()))
            .toAbsolutePath()
            .normalize());
  }

  /** The embedded demo models: clip, llava, llava-small, sae, sae-saelens. */
  public Path demoModels() {
    return home.resolve("models").resolve("demo");
  }

  /** Whether a folder is one of the embedded demo models. */
  public boolean isDemo(Path model) {
    return model.toAbsolutePath().normalize().startsWith(demoModels());
  }

  /** Where the worker process logs. */
  public Path workerLog() {
    return data.resolve("logs").resolve("worker.log");
  }

  /** Pictures that came from the clipboard. */
  public Path pasted() {
    return data.resolve("pasted");
  }

  /** Jobs that have not come to their end, one file each. */
  public Path jobs() {
    return data.resolve("jobs");
  }

  /** Text embeddings and means of image sets, by content; may be deleted at any time. */
  public Path vectors() {
    return data.resolve("vectors");
  }

  /** The pictures of the demo study, made at first start. */
  public Path demoWorld() {
    return data.resolve("demo-world");
  }
}
