package dev.facet.core;

/**
 * A caption that a person came across while steering: kept with the study, to be opened again.
 *
 * @param id grows with every run of a study; 0 while it is not saved
 * @param spec what was asked, with which interventions
 * @param model the model that answered
 * @param result what it said
 * @param unsteered what it said without interventions
 * @param pinned whether a person keeps it; other runs are forgotten when there are many
 * @param made when, ISO 8601 in UTC
 */
public record CaptionRun(
    long id,
    CaptionSpec spec,
    String model,
    CaptionResult result,
    String unsteered,
    boolean pinned,
    String made) {

  public CaptionRun withId(long newId) {
    return new CaptionRun(newId, spec, model, result, unsteered, pinned, made);
  }

  public CaptionRun withPinned(boolean now) {
    return new CaptionRun(id, spec, model, result, unsteered, now, made);
  }
}
