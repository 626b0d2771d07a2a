package dev.facet.app;

import com.airhacks.afterburner.views.ResourceLocator;
import java.util.ResourceBundle;

/** All views take their texts from one bundle. Found by the view loader as a service. */
public final class MessagesLocator implements ResourceLocator {

  static final String BUNDLE = "dev.facet.app.messages";

  @Override
  public ResourceBundle getResourceBundle(String name) {
    return ResourceBundle.getBundle(BUNDLE);
  }
}
