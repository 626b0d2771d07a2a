package dev.facet.fx;

import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * A field for a value that lives elsewhere: Enter takes what was typed, Esc gives it up, and so
 * does leaving the field. What is no value is given up too, and stays marked for the next try.
 */
public final class TypedValue {

  private final TextField field;
  private final Supplier<String> present;

  private TypedValue(TextField field, Supplier<String> present) {
    this.field = field;
    this.present = present;
  }

  /**
   * Equips a field.
   *
   * @param present the value as text
   * @param take takes a text; false where it is no value
   * @param after where the person goes on, after Enter and Esc
   */
  public static TypedValue in(
      TextField field, Supplier<String> present, Predicate<String> take, Runnable after) {
    TypedValue typed = new TypedValue(field, present);
    field.setOnAction(
        e -> {
          if (take.test(field.getText())) {
            after.run();
          } else {
            field.setText(present.get());
            field.selectAll();
          }
        });
    field.addEventHandler(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            field.setText(present.get());
            after.run();
            e.consume();
          }
        });
    field
        .focusedProperty()
        .subscribe(
            focused -> {
              if (!focused) {
                field.setText(present.get());
              }
            });
    return typed;
  }

  /** The value has changed; what is being typed stays. */
  public void refresh() {
    if (!field.isFocused()) {
      field.setText(present.get());
    }
  }
}
