package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.StudyComparison;
import dev.facet.index.ComparisonParts;
import dev.facet.index.StudyComparer;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Objects;

/** Compares two studies; shared by the worker and the command line. */
public final class ComparisonService {

  private ComparisonService() {}

  /**
   * Compares an open study with another, which may be open elsewhere.
   *
   * @param limit most matches that come back
   * @param parts where a run that is cut off leaves what the next one goes on with
   * @throws FacetException when one is no finished study, or they are of different images
   */
  public static StudyComparison compare(
      Study first,
      Path other,
      int limit,
      ComparisonParts parts,
      Progress progress,
      Cancellation cancellation) {
    try (Study second = Study.openReadOnly(other)) {
      if (!sameSpace(first.manifest().provenance(), second.manifest().provenance())) {
        return StudyComparer.compare(first, second, null, limit, parts, progress, cancellation);
      }
      try (NDManager manager = Torch.newManager();
          Sae a = SaeReader.open(first.saeFolder(), manager);
          Sae b = SaeReader.open(second.saeFolder(), manager)) {
        return StudyComparer.compare(
            first,
            second,
            new StudyComparer.Decoders(a::direction, b::direction),
            limit,
            parts,
            progress,
            cancellation);
      }
    }
  }

  /** Decoder rows have a cosine only where both write to one residual stream. */
  private static boolean sameSpace(Provenance first, Provenance second) {
    return first.tower().equals(second.tower()) && Objects.equals(first.site(), second.site());
  }
}
