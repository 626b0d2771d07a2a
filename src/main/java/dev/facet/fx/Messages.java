package dev.facet.fx;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts that people read, by key, from one bundle. */
public final class Messages {

  private final ResourceBundle bundle;

  public Messages(ResourceBundle bundle) {
    this.bundle = bundle;
  }

  /** The text under a key; arguments fill {@code {0}}, {@code {1}} and so on. */
  public String text(String key, Object... arguments) {
    String pattern = bundle.getString(key);
    return arguments.length == 0
        ? pattern
        : new MessageFormat(pattern, Locale.ENGLISH).format(arguments);
  }
}
