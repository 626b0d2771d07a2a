package dev.facet.cli;

import dev.facet.core.HookPoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --site}, the same for all commands that steer. */
final class SteeredSiteOption {

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "Where to steer (default: where the SAE's files say that it reads).")
  private @Nullable String name;

  /**
   * The site that is named, or null.
   *
   * @throws dev.facet.core.FacetException when it is no site's name
   */
  @Nullable HookPoint wanted() {
    return name == null ? null : HookPoint.parse(name, HookPoint.Tower.VISION);
  }

  boolean given() {
    return name != null;
  }
}
