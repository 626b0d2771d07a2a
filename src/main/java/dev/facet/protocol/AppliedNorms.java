package dev.facet.protocol;

import dev.facet.core.AppliedNorm;
import java.util.List;

/** One an intervention, in their order. */
public record AppliedNorms(List<AppliedNorm> norms) {
  public AppliedNorms {
    norms = List.copyOf(norms);
  }
}
