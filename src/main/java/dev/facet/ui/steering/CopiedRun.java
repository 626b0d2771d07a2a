package dev.facet.ui.steering;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.ProtocolJson;
import java.util.List;

/**
 * A caption as it is copied for a notebook, under the names that {@code facet caption --json} uses.
 *
 * @param text what the model said
 * @param tokens the same as ids
 * @param meanLogProb of the tokens
 * @param kl divergence of each token from the unsteered model, empty where it was not measured
 * @param unsteered what it says without interventions
 * @param model its folder
 * @param images files, or names of blank images
 * @param prompt the question
 * @param maxTokens token budget
 * @param sampling how tokens are drawn
 * @param interventions what was applied; SAEs are named by their paths
 * @param arithmetic what the model computes in
 * @param made when, ISO 8601 in UTC
 * @param command asks the same again in a shell
 */
record CopiedRun(
    String text,
    List<Integer> tokens,
    double meanLogProb,
    List<Double> kl,
    String unsteered,
    String model,
    List<String> images,
    String prompt,
    int maxTokens,
    Sampling sampling,
    List<Intervention> interventions,
    String arithmetic,
    String made,
    String command) {

  /**
   * @param command the run's question in names that need no study
   */
  static CopiedRun of(CaptionRun run, CommandText command) {
    CaptionResult said = run.result();
    CaptionSpec asked = command.spec();
    return new CopiedRun(
        said.text(),
        said.tokens(),
        said.meanLogProb(),
        said.kl(),
        run.unsteered(),
        command.model(),
        asked.images(),
        asked.prompt(),
        asked.maxTokens(),
        asked.sampling(),
        asked.interventions(),
        command.arithmetic(),
        run.made(),
        command.text());
  }

  String json() {
    return ProtocolJson.pretty().toJson(this);
  }
}
