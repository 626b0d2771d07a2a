package dev.facet.ui.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a feature, to copy into a note and to paste into the search field: {@code
 * facet://study/PATH#FEATURE}.
 *
 * @param study folder of the study
 * @param feature latent index
 */
public record FeatureAddress(String study, int feature) {

  private static final String SCHEME = "facet";
  private static final String HOST = "study";
  private static final Pattern WINDOWS = Pattern.compile("/[A-Za-z]:/.*");

  /** As it is copied. */
  public String format() {
    String path = study.replace('\\', '/');
    try {
      return new URI(
              SCHEME, HOST, path.startsWith("/") ? path : "/" + path, Integer.toString(feature))
          .toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a text that was pasted; empty where it is none. */
  public static Optional<FeatureAddress> parse(String text) {
    try {
      URI uri = new URI(text.strip());
      if (!SCHEME.equals(uri.getScheme())
          || !HOST.equals(uri.getHost())
          || uri.getPath() == null
          || uri.getPath().length() < 2
          || uri.getFragment() == null) {
        return Optional.empty();
      }
      Matcher windows = WINDOWS.matcher(uri.getPath());
      String path = windows.matches() ? uri.getPath().substring(1) : uri.getPath();
      int feature = Integer.parseInt(uri.getFragment());
      return feature < 0 ? Optional.empty() : Optional.of(new FeatureAddress(path, feature));
    } catch (URISyntaxException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
