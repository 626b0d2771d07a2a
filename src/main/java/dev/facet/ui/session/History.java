package dev.facet.ui.session;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/** The features that were looked at, to go back and forward as in a browser. */
public final class History {

  private static final int CAP = 200;

  private final List<Integer> visited = new ArrayList<>();
  private final ReadOnlyBooleanWrapper canGoBack = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper canGoForward = new ReadOnlyBooleanWrapper();
  private int at = -1;

  /** A feature was chosen: what lay ahead is forgotten. */
  void visit(int feature) {
    if (at >= 0 && visited.get(at) == feature) {
      return;
    }
    visited.subList(at + 1, visited.size()).clear();
    visited.add(feature);
    if (visited.size() > CAP) {
      visited.removeFirst();
    }
    at = visited.size() - 1;
    update();
  }

  int back() {
    at = Math.max(0, at - 1);
    update();
    return visited.get(at);
  }

  int forward() {
    at = Math.min(visited.size() - 1, at + 1);
    update();
    return visited.get(at);
  }

  void clear() {
    visited.clear();
    at = -1;
    update();
  }

  public ReadOnlyBooleanProperty canGoBackProperty() {
    return canGoBack.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty canGoForwardProperty() {
    return canGoForward.getReadOnlyProperty();
  }

  private void update() {
    canGoBack.set(at > 0);
    canGoForward.set(at < visited.size() - 1);
  }
}
