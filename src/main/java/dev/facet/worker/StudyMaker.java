package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.protocol.IndexRequest;
import java.nio.file.Path;

/** Makes studies; belongs to the engine thread. Work that was cut off goes on where it ended. */
interface StudyMaker {

  /**
   * Makes a study of a folder of images.
   *
   * @return its folder
   * @throws dev.facet.core.FacetException when model, SAE and images do not go together
   */
  Path index(IndexRequest request, Progress progress, Cancellation cancellation);

  /** Whether the demo study is there, finished, and made with the demo models that are there. */
  boolean hasDemo();

  /**
   * Makes the demo study, pictures included.
   *
   * @return its folder
   */
  Path makeDemo(Progress progress, Cancellation cancellation);

  /** The demo study's folder, whether it is there or not. */
  Path demo();
}
