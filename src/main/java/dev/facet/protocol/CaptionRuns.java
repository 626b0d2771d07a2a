package dev.facet.protocol;

import dev.facet.core.CaptionRun;
import java.util.List;

/** The captions that the study keeps, newest first. */
public record CaptionRuns(List<CaptionRun> runs) {}
