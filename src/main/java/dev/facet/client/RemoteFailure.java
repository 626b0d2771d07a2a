package dev.facet.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonSyntaxException;
import dev.facet.core.FacetException;
import dev.facet.protocol.Failure;
import dev.facet.protocol.ProtocolJson;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** Turns what arrives as a JSON-RPC error back into what was thrown in the worker. */
final class RemoteFailure {

  private RemoteFailure() {}

  static RuntimeException translate(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof CancellationException cancelled) {
      return cancelled;
    }
    if (cause instanceof FacetException known) {
      return known;
    }
    if (cause instanceof ResponseErrorException answer) {
      return translate(answer.getResponseError(), answer);
    }
    return new FacetException(
        FacetException.Kind.ENGINE, "The worker could not be asked: " + cause.getMessage(), cause);
  }

  private static RuntimeException translate(ResponseError error, ResponseErrorException cause) {
    if (error.getCode() == ResponseErrorCode.RequestCancelled.getValue()) {
      return new CancellationException(error.getMessage());
    }
    if (error.getData() instanceof JsonElement data && data.isJsonObject()) {
      try {
        Failure failure = ProtocolJson.compact().fromJson(data, Failure.class);
        return new FacetException(
            FacetException.Kind.valueOf(failure.kind()),
            failure.message(),
            new RemoteStackTrace(failure.details()));
      } catch (JsonSyntaxException | IllegalArgumentException e) {
        cause.addSuppressed(e);
      }
    }
    return new FacetException(
        FacetException.Kind.ENGINE, "The worker failed: " + error.getMessage(), cause);
  }

  /** Carries the worker's stack trace, as text, to the error dialog's details. */
  private static final class RemoteStackTrace extends RuntimeException {
    RemoteStackTrace(String details) {
      super("In the worker: " + details, null, false, false);
    }
  }
}
