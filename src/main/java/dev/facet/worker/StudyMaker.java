package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.index.IndexHost;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.workspace.Study;
import java.nio.file.Path;

/** Makes studies; belongs to the engine thread. Work that was cut off goes on where it ended. */
interface StudyMaker {

  /**
   * Makes a study of a folder of images.
   *
   * @param host told when there is something to look at
   * @return its folder
   * @throws dev.facet.core.FacetException when model, SAE and images do not go together
   */
  Path index(IndexRequest request, Progress progress, Cancellation cancellation, IndexHost host);

  /**
   * Goes on with a study that was begun.
   *
   * @param folder of the study
   * @param host told when there is something to look at
   * @return its folder
   * @throws dev.facet.core.FacetException when its model, SAE or images are gone or have changed
   */
  Path resume(Path folder, Progress progress, Cancellation cancellation, IndexHost host);

  /**
   * What {@link #index} would cost, from a few of the images.
   *
   * @throws dev.facet.core.FacetException when model, SAE and images do not go together
   */
  IndexEstimate estimate(IndexRequest request, Cancellation cancellation);

  /**
   * Measures a study's MonoSemanticity with another image encoder.
   *
   * @param encoder its folder
   */
  void monosemanticity(Study study, Path encoder, Progress progress, Cancellation cancellation);

  /** Whether the demo study is there, finished, and made with the demo models that are there. */
  boolean hasDemo();

  /**
   * Makes the demo study, pictures included.
   *
   * @param host told when there is something to look at
   * @return its folder
   */
  Path makeDemo(Progress progress, Cancellation cancellation, IndexHost host);

  /** The demo study's folder, whether it is there or not. */
  Path demo();
}
