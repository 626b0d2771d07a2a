package dev.facet.ui.session;

import dev.facet.core.FacetException;
import dev.facet.core.FacetVersion;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Something that went wrong, as a person is told.
 *
 * @param title what could not be done
 * @param message one clear sentence
 * @param code the kind of trouble, to look up or report; DEFECT for what no one foresaw
 * @param details stack trace, to copy into a report
 */
public record Problem(String title, String message, String code, String details) {

  /** What a failure means for a person. */
  public static Problem of(String title, Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    String code = failure instanceof FacetException known ? known.kind().name() : "DEFECT";
    return new Problem(title, sentence(failure), code, trace.toString());
  }

  /** Whether a person would take it for the same. */
  public boolean isSame(Problem other) {
    return title.equals(other.title) && message.equals(other.message);
  }

  /** All of it as text, to copy into a report. */
  public String report() {
    return String.join(
        "\n",
        title,
        message,
        code + ", Facet " + FacetVersion.current(),
        "Java " + Runtime.version() + ", " + System.getProperty("os.name"),
        "",
        details);
  }

  /** The failure in one sentence. */
  public static String sentence(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof FacetException && message != null) {
      return message;
    }
    return message == null || message.isBlank()
        ? "Facet met an error that it did not expect (" + failure.getClass().getSimpleName() + ")."
        : "Facet met an error that it did not expect: " + message;
  }
}
