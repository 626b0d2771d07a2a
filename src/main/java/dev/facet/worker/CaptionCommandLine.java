package dev.facet.worker;

import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.Intervention;
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
   * The command as a person pastes it into a shell.
   *
   * @param model folder of the model that captions
   * @param sae folder of the SAE that latents without a path belong to, or null
   * @param image from an image's address to one that needs no study
   */
  public static String of(
      CaptionSpec spec, Path model, @Nullable Path sae, UnaryOperator<String> image) {
    return "facet "
        + arguments(spec, model, sae, image).stream()
            .map(CaptionCommandLine::quoted)
            .collect(Collectors.joining(" "));
  }

  /** The arguments, not quoted. */
  static List<String> arguments(
      CaptionSpec spec, Path model, @Nullable Path sae, UnaryOperator<String> image) {
    List<String> arguments = new ArrayList<>(List.of("caption", model.toString()));
    for (String address : spec.images()) {
      arguments.add("--image");
      arguments.add(image.apply(address));
    }
    arguments.add("--prompt");
    arguments.add(spec.prompt());
    arguments.add("--tokens");
    arguments.add(Integer.toString(spec.maxTokens()));
    if (!spec.interventions().isEmpty()) {
      arguments.add("--interventions");
      List<Intervention> named = spec.interventions().stream().map(i -> named(i, sae)).toList();
      arguments.add(ProtocolJson.compact().toJson(named));
    }
    return arguments;
  }

  private static Intervention named(Intervention intervention, @Nullable Path sae) {
    Direction direction = intervention.direction();
    return sae == null || direction.latent() == null || direction.sae() != null
        ? intervention
        : intervention.withDirection(Direction.latent(sae.toString(), direction.latent()));
  }

  /** In single quotes where a shell would read more than letters. */
  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_./:=+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
