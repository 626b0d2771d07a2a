package dev.facet.ui.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/**
 * The images of a question in the prompt's order, at least one. One of them is marked: it is the
 * one that another image takes the place of.
 */
public final class PromptImages {

  private final ReadOnlyObjectWrapper<List<String>> all;
  private final ReadOnlyIntegerWrapper marked = new ReadOnlyIntegerWrapper();
  private final StringProperty image;
  private final Map<String, String> names = new HashMap<>();
  private boolean moving;

  PromptImages(String first) {
    all = new ReadOnlyObjectWrapper<>(List.of(first));
    image = new SimpleStringProperty(first);
    image.addListener((o, before, now) -> replaceMarked(now));
  }

  /** Addresses as in CaptionSpec. */
  public ReadOnlyObjectProperty<List<String>> allProperty() {
    return all.getReadOnlyProperty();
  }

  /** Which of them is marked. */
  public ReadOnlyIntegerProperty markedProperty() {
    return marked.getReadOnlyProperty();
  }

  /** Address of the marked image. */
  StringProperty imageProperty() {
    return image;
  }

  /** What a person calls an image that was chosen: its file name or caption. */
  public void name(String address, String name) {
    names.put(address, name);
  }

  /** Its name, where whoever chose it knew one. */
  public Optional<String> nameOf(String address) {
    return Optional.ofNullable(names.get(address));
  }

  /** Another study has other images under the same addresses. */
  public void forgetNames() {
    names.clear();
  }

  /** Takes the place of all images. */
  public void setAll(List<String> addresses) {
    move(List.copyOf(addresses), 0);
  }

  /** Marks an image. */
  public void mark(int index) {
    move(all.get(), index);
  }

  /** Adds an image behind the others and marks it. */
  void add(String address) {
    List<String> more = new ArrayList<>(all.get());
    more.add(address);
    move(List.copyOf(more), more.size() - 1);
  }

  /** Takes an image away; the one before it is marked. The last one stays. */
  void remove(int index) {
    if (all.get().size() > 1) {
      List<String> fewer = new ArrayList<>(all.get());
      fewer.remove(index);
      move(List.copyOf(fewer), Math.max(0, index - 1));
    }
  }

  private void move(List<String> images, int index) {
    boolean known = index < all.get().size();
    if (!known) {
      all.set(images); // at no time is an image marked that is not there
    }
    moving = true;
    marked.set(index);
    image.set(images.get(index));
    moving = false;
    all.set(images);
  }

  private void replaceMarked(String address) {
    if (!moving) {
      List<String> changed = new ArrayList<>(all.get());
      changed.set(marked.get(), address);
      all.set(List.copyOf(changed));
    }
  }
}
