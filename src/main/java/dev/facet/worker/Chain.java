package dev.facet.worker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Two futures in a row that are cancelled together, which {@code thenCompose} does not do. */
final class Chain {

  private Chain() {}

  /** A future whose cancellation cancels {@code first}, or what came after it. */
  static <A, B> CompletableFuture<B> of(
      CompletableFuture<A> first, Function<A, CompletableFuture<B>> then) {
    CompletableFuture<B> result = new CompletableFuture<>();
    follow(result, first);
    var _ =
        first.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
                return;
              }
              try {
                CompletableFuture<B> second = then.apply(value);
                follow(result, second);
                var _ =
                    second.whenComplete(
                        (end, problem) -> {
                          if (problem == null) {
                            result.complete(end);
                          } else {
                            result.completeExceptionally(problem);
                          }
                        });
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static void follow(CompletableFuture<?> result, CompletableFuture<?> stage) {
    var _ =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                stage.cancel(false);
              }
            });
  }
}
