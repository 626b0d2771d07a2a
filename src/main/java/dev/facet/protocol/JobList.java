package dev.facet.protocol;

import java.util.List;

/** Jobs as they stand. */
public record JobList(List<JobEvent> jobs) {
  public JobList {
    jobs = List.copyOf(jobs);
  }
}
