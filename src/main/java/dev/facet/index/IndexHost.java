package dev.facet.index;

import dev.facet.workspace.Study;
import java.nio.file.Path;

/** The program around an index run: it may show the study while it grows. Engine thread. */
public interface IndexHost {

  /** Nobody looks on. */
  IndexHost ALONE =
      new IndexHost() {
        @Override
        public Study open(Path folder) {
          return Study.open(folder);
        }

        @Override
        public void changed(Study study) {}
      };

  /**
   * Opens a study that was begun earlier; one that the program has open already is shared.
   *
   * @return to be closed by the caller
   */
  Study open(Path folder);

  /**
   * Told when there is more to see: a first time as soon as some images can be looked at, then now
   * and then, and at the end. The study belongs to the run; who wants to keep it shares it.
   */
  void changed(Study study);
}
