package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.core.Progress;
import dev.facet.demo.DemoFolder;
import dev.facet.index.IndexHost;
import dev.facet.protocol.IndexRequest;
import java.nio.file.Path;

/** A study of the shipped SAE over a few pictures of the demo world. */
final class DemoStudy {

  private DemoStudy() {}

  /**
   * @param model of the shipped ones, by its folder's name
   * @return the study, in {@code parent} beside its images
   */
  static Path make(Path parent, String model, int images, long seed) {
    FacetFolders folders = FacetFolders.ofSystem();
    Path world =
        DemoFolder.write(parent.resolve("world"), images, seed, Progress.NONE, Cancellation.NONE);
    return new IndexingService(folders)
        .index(
            new IndexRequest(
                folders.demoModels().resolve(model).toString(),
                folders.demoModels().resolve("sae").toString(),
                world.toString(),
                "",
                parent.resolve("study").toString()),
            Progress.NONE,
            Cancellation.NONE,
            IndexHost.ALONE);
  }
}
