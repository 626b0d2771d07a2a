package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.facet.core.Intervention;
import dev.facet.core.SteerabilitySpec;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The language model's first answer token, where no text tower shares the image's space. */
final class FirstTokenReadout implements Readout {

  private static final int ROWS = 16;

  private final SteeringEngine engine;
  private final List<Question> questions;

  FirstTokenReadout(SteeringEngine engine, SteerabilitySpec spec) {
    this.engine = engine;
    this.questions =
        spec.images().stream()
            .map(i -> engine.questions().of(List.of(i), spec.prompt(), true))
            .toList();
  }

  @Override
  public int parts() {
    return questions.size();
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public NDArray logits(int part, List<List<Intervention>> rows) {
    return engine
        .pipeline()
        .prefill(questions.get(part), engine.edits(rows), new int[0], 1, true)
        .logits()
        .get(new NDIndex(":, 0:1"))
        .toType(DataType.FLOAT64, false);
  }

  @Override
  public double @Nullable [][] embeddings() {
    return null;
  }

  @Override
  public List<String> words() {
    return new AbstractList<>() {
      @Override
      public String get(int token) {
        return engine.model().tokenizer().decode(new int[] {token}, false).strip();
      }

      @Override
      public int size() {
        return engine.model().language().vocabulary();
      }
    };
  }

  @Override
  public String name() {
    return SweepRun.FIRST_TOKEN;
  }
}
