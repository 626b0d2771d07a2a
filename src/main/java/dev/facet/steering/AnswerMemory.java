package dev.facet.steering;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest answers, and the last one to each question, which drafts the next. */
final class AnswerMemory {

  private static final int KEPT = 1024;

  private record Key(
      String question, List<Intervention> interventions, int maxTokens, Sampling sampling) {

    static Key of(Question question, CaptionSpec spec) {
      return new Key(question.key(), spec.interventions(), spec.maxTokens(), spec.sampling());
    }
  }

  private final Map<Key, CaptionResult> answers = Recent.map(KEPT);
  private final Map<String, List<Integer>> last = Recent.map(KEPT);

  /** The answer, perhaps without its divergence, or null; none where the caches are off. */
  @Nullable CaptionResult known(Question question, CaptionSpec spec) {
    return spec.caches() ? answers.get(Key.of(question, spec)) : null;
  }

  void put(Question question, CaptionSpec spec, CaptionResult result) {
    answers.put(Key.of(question, spec), result);
    last.put(question.key(), result.tokens());
  }

  /** Keeps a caption that a sweep has made, so that the slider has it at once. */
  void putSwept(
      Question question, List<Intervention> interventions, int maxTokens, CaptionResult result) {
    answers.put(new Key(question.key(), interventions, maxTokens, Sampling.GREEDY), result);
  }

  /** Tokens of the last answer to a question at any strength, or null. */
  @Nullable List<Integer> last(Question question) {
    return last.get(question.key());
  }
}
