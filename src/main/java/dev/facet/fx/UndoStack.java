package dev.facet.fx;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * What can be undone and redone, as named commands; the oldest are forgotten beyond a cap. The name
 * properties are empty where there is nothing to undo or redo.
 */
public final class UndoStack {

  /** A change that was made and how to take it back. */
  public record Command(String name, Runnable redo, Runnable undo) {}

  private final int cap;
  private final Deque<Command> done = new ArrayDeque<>();
  private final Deque<Command> undone = new ArrayDeque<>();
  private final ReadOnlyStringWrapper undoName = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper redoName = new ReadOnlyStringWrapper("");

  public UndoStack(int cap) {
    this.cap = cap;
  }

  /** Does the command and remembers it. */
  public void perform(Command command) {
    command.redo().run();
    done.push(command);
    if (done.size() > cap) {
      done.removeLast();
    }
    undone.clear();
    name();
  }

  public void undo() {
    if (!done.isEmpty()) {
      Command command = done.pop();
      command.undo().run();
      undone.push(command);
      name();
    }
  }

  public void redo() {
    if (!undone.isEmpty()) {
      Command command = undone.pop();
      command.redo().run();
      done.push(command);
      name();
    }
  }

  public void clear() {
    done.clear();
    undone.clear();
    name();
  }

  public ReadOnlyStringProperty undoName() {
    return undoName.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty redoName() {
    return redoName.getReadOnlyProperty();
  }

  private void name() {
    undoName.set(done.isEmpty() ? "" : done.getFirst().name());
    redoName.set(undone.isEmpty() ? "" : undone.getFirst().name());
  }
}
