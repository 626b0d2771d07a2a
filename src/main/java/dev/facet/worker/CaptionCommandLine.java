package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.MeanDifference;
import dev.facet.core.Sampling;
import dev.facet.protocol.ProtocolJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code facet caption} command that gives the same caption without the window: paths instead
 * of the study's own names, quoted for a POSIX shell.
 */
public final class CaptionCommandLine {

  private CaptionCommandLine() {}

  /**
   * The same question in names that need no study.
   *
   * @param sae folder of the SAE that latents without a path belong to, or null
   * @param image from an image's address to one that needs no study
   */
  public static CaptionSpec standalone(
      CaptionSpec spec, @Nullable Path sae, UnaryOperator<String> image) {
    return new CaptionSpec(
        spec.images().stream().map(image).toList(),
        spec.prompt(),
        spec.interventions().stream()
            .map(i -> i.withDirection(standalone(i.direction(), sae, image)))
            .toList(),
        spec.maxTokens(),
        spec.sampling(),
        spec.caches(),
        spec.kl());
  }

  private static Direction standalone(
      Direction direction, @Nullable Path sae, UnaryOperator<String> image) {
    MeanDifference means = direction.means();
    if (means != null) {
      return Direction.means(
          new MeanDifference(
              means.plus().stream().map(image).toList(),
              means.minus().stream().map(image).toList(),
              means.tokens()));
    }
    Integer latent = direction.latent();
    return sae == null || latent == null || direction.sae() != null
        ? direction
        : Direction.latent(sae.toString(), latent);
  }

  /**
   * The command as a person pastes it into a shell.
   *
   * @param spec in names that need no study
   * @param model folder of the model that captions
   * @param arithmetic what it computes in
   */
  public static String of(CaptionSpec spec, Path model, Arithmetic arithmetic) {
    return "facet "
        + arguments(spec, model, arithmetic).stream()
            .map(CaptionCommandLine::quoted)
            .collect(Collectors.joining(" "));
  }

  private static List<String> arguments(CaptionSpec spec, Path model, Arithmetic arithmetic) {
    List<String> arguments = new ArrayList<>(List.of("caption", model.toString()));
    for (String address : spec.images()) {
      arguments.addAll(List.of("--image", address));
    }
    arguments.add("--prompt");
    arguments.add(spec.prompt());
    arguments.add("--tokens");
    arguments.add(Integer.toString(spec.maxTokens()));
    if (!spec.interventions().isEmpty()) {
      arguments.add("--interventions");
      arguments.add(ProtocolJson.compact().toJson(spec.interventions()));
    }
    Sampling sampling = spec.sampling();
    if (!sampling.greedy()) {
      arguments.addAll(List.of("--temperature", Double.toString(sampling.temperature())));
      arguments.addAll(List.of("--top-p", Double.toString(sampling.topP())));
      arguments.addAll(List.of("--top-k", Integer.toString(sampling.topK())));
      arguments.addAll(List.of("--seed", Long.toString(sampling.seed())));
    }
    if (arithmetic != Arithmetic.FP32) {
      arguments.addAll(List.of("--arithmetic", arithmetic.word()));
    }
    return arguments;
  }

  /** In single quotes where a shell would read more than letters. */
  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_./:=+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
