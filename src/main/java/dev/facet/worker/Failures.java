package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.protocol.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** Turns whatever was thrown into one sentence for a person. */
public final class Failures {

  private Failures() {}

  /** The exception that a person can act on; exhausted memory and disks are recognised. */
  public static FacetException explain(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof FacetException known) {
      return known;
    }
    if (isOutOfMemory(cause)) {
      return new FacetException(
          FacetException.Kind.NO_SPACE,
          "There is not enough memory for this; close other programs, or use a smaller model or fewer images at once",
          cause);
    }
    if (cause instanceof IOException && message(cause).contains("No space left")) {
      return new FacetException(
          FacetException.Kind.NO_SPACE, "The disk is full: " + message(cause), cause);
    }
    return new FacetException(
        FacetException.Kind.ENGINE,
        "Facet failed unexpectedly: " + cause.getClass().getSimpleName() + ": " + message(cause),
        cause);
  }

  /** The answer to a request that failed, as the JSON-RPC library sends it. */
  static ResponseError response(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof CancellationException) {
      return new ResponseError(ResponseErrorCode.RequestCancelled, "cancelled", null);
    }
    FacetException known = explain(cause);
    return new ResponseError(
        ResponseErrorCode.RequestFailed,
        known.getMessage(),
        new Failure(known.kind().name(), known.getMessage(), stackTrace(cause)));
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isOutOfMemory(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return true;
    }
    String text = message(cause).toLowerCase(Locale.ROOT);
    return text.contains("can't allocate memory")
        || text.contains("not enough memory")
        || text.contains("cuda out of memory");
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? "no message" : cause.getMessage();
  }

  private static String stackTrace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
