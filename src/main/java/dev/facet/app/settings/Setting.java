package dev.facet.app.settings;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person can set, declared once: its name in the file, its meaning and its usual
 * value. The settings dialog makes its control from it; texts are {@code setting.ID} and {@code
 * setting.ID.hint}.
 *
 * @param <T> its values
 */
public abstract sealed class Setting<T> {

  /** The part of the dialog that it stands in. */
  public enum Group {
    LOOK,
    STEERING,
    WORKER
  }

  private final String id;
  private final Group group;
  private final T usual;
  private final ObjectProperty<T> value;

  private Setting(String id, Group group, T usual) {
    this.id = id;
    this.group = group;
    this.usual = usual;
    this.value = new SimpleObjectProperty<>(usual);
  }

  public String id() {
    return id;
  }

  public Group group() {
    return group;
  }

  public ObjectProperty<T> valueProperty() {
    return value;
  }

  public T get() {
    return value.get();
  }

  /** Sets it, where the value is one that it can have. */
  public void set(T newValue) {
    if (allows(newValue)) {
      value.set(newValue);
    }
  }

  public boolean isUsual() {
    return Objects.equals(value.get(), usual);
  }

  public void reset() {
    value.set(usual);
  }

  /** Whether a value is one that it can have. */
  public abstract boolean allows(T candidate);

  /** The value as the file holds it. */
  abstract JsonPrimitive write();

  /** The value of the file, or null where it holds none that can be used. */
  abstract @Nullable T parse(JsonPrimitive json);

  /**
   * Takes the value of a file.
   *
   * @return false where it cannot be used; the value stays as it is
   */
  boolean read(JsonPrimitive json) {
    T read = parse(json);
    if (read == null || !allows(read)) {
      return false;
    }
    value.set(read);
    return true;
  }

  /**
   * One of a few words.
   *
   * @param <E> the words; their texts are {@code setting.ID.WORD}
   */
  public static final class Choice<E extends Enum<E>> extends Setting<E> {
    private final List<E> choices;

    Choice(String id, Group group, Class<E> type, E usual) {
      super(id, group, usual);
      choices = List.of(type.getEnumConstants());
    }

    public List<E> choices() {
      return choices;
    }

    @Override
    public boolean allows(E candidate) {
      return choices.contains(candidate);
    }

    @Override
    JsonPrimitive write() {
      return new JsonPrimitive(get().name().toLowerCase(Locale.ROOT));
    }

    @Override
    @Nullable E parse(JsonPrimitive json) {
      return choices.stream()
          .filter(c -> c.name().equalsIgnoreCase(json.getAsString()))
          .findFirst()
          .orElse(null);
    }
  }

  /** On or off. */
  public static final class Switch extends Setting<Boolean> {
    Switch(String id, Group group, boolean usual) {
      super(id, group, usual);
    }

    @Override
    public boolean allows(Boolean candidate) {
      return true;
    }

    @Override
    JsonPrimitive write() {
      return new JsonPrimitive(get());
    }

    @Override
    @Nullable Boolean parse(JsonPrimitive json) {
      return json.isBoolean() ? (Boolean) json.getAsBoolean() : null;
    }
  }

  /** A whole number in a range; its unit's text is {@code setting.ID.unit}. */
  public static final class Amount extends Setting<Integer> {
    private final int least;
    private final int most;
    private final int step;

    Amount(String id, Group group, int least, int most, int step, int usual) {
      super(id, group, usual);
      this.least = least;
      this.most = most;
      this.step = step;
    }

    public int least() {
      return least;
    }

    public int most() {
      return most;
    }

    public int step() {
      return step;
    }

    @Override
    public boolean allows(Integer candidate) {
      return candidate >= least && candidate <= most;
    }

    @Override
    JsonPrimitive write() {
      return new JsonPrimitive(get());
    }

    @Override
    @Nullable Integer parse(JsonPrimitive json) {
      double number = json.isNumber() ? json.getAsDouble() : Double.NaN;
      return number == Math.rint(number) && Math.abs(number) < 1e9 ? (Integer) (int) number : null;
    }
  }

  /** A line of text; what stands in an empty one is {@code setting.ID.prompt}. */
  public static final class Line extends Setting<String> {
    private static final int LONGEST = 1000;

    Line(String id, Group group, String usual) {
      super(id, group, usual);
    }

    @Override
    public boolean allows(String candidate) {
      return candidate.length() <= LONGEST && Stream.of("\n", "\r").noneMatch(candidate::contains);
    }

    @Override
    JsonPrimitive write() {
      return new JsonPrimitive(get());
    }

    @Override
    @Nullable String parse(JsonPrimitive json) {
      return json.isString() ? json.getAsString() : null;
    }
  }
}
