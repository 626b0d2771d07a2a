package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Data-parallel training on one machine: each thread computes the gradient of its own batch with
 * one OpenMP thread, and the mean is applied. For networks this small that is far faster than
 * spreading single operations over threads, and other programs on the machine disturb it less. The
 * result does not depend on timing: batches are a function of step and thread, and gradients are
 * added in order.
 */
final class GradientThreads implements AutoCloseable {

  /** Makes the arguments of a gradient function; called on the thread that computes. */
  @FunctionalInterface
  interface BatchMaker {
    /**
     * @param manager owner of every array made for the step
     * @param ops script functions of this thread
     * @return named arguments without the parameters
     */
    NDList make(NDManager manager, ScriptOps ops, int step, int thread);
  }

  /** What a step gave: the loss terms, and the length of the gradient before clipping. */
  record Losses(float[] terms, float gradient) {}

  private static final class Lane {
    final ExecutorService thread;
    NDManager manager;
    ScriptOps ops;

    Lane(int number) {
      thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().name("gradient-" + number).daemon().factory());
      Future<?> ready =
          thread.submit(
              () -> {
                manager = Torch.newManager();
                JniUtils.setNumThreads(1);
                ops = ScriptOps.load(manager, GradientThreads.class, TrainingScript.RESOURCE);
              });
      await(ready);
    }
  }

  private final List<Lane> lanes = new ArrayList<>();
  private final NDManager manager = Torch.newManager();
  private final ScriptOps ops;

  GradientThreads(int threads) {
    JniUtils.setNumThreads(1);
    ops = ScriptOps.load(manager, GradientThreads.class, TrainingScript.RESOURCE);
    for (int i = 0; i < threads; i++) {
      lanes.add(new Lane(i));
    }
  }

  /** Owner of long-lived arrays. */
  NDManager manager() {
    return manager;
  }

  int threads() {
    return lanes.size();
  }

  /**
   * One training step: gradients in parallel, then AdamW (Loshchilov and Hutter, 2019) with beta1
   * 0.9 on their mean, clipped to length 1.
   *
   * @param function script function that returns the flat gradient and the loss terms
   * @param step counted from 0
   */
  Losses step(
      Parameters parameters,
      String function,
      BatchMaker batches,
      int step,
      double rate,
      double beta2) {
    List<NDManager> scopes = new ArrayList<>();
    try {
      List<Future<NDList>> results = new ArrayList<>();
      for (int i = 0; i < lanes.size(); i++) {
        Lane lane = lanes.get(i);
        int thread = i;
        NDManager scope = lane.manager.newSubManager();
        scopes.add(scope);
        results.add(
            lane.thread.submit(
                () -> {
                  NDList arguments = batches.make(scope, lane.ops, step, thread);
                  arguments.addAll(parameters.views());
                  return lane.ops.callWithGradient(scope, function, arguments);
                }));
      }
      NDArray gradient = null;
      float[] terms = null;
      for (Future<NDList> result : results) {
        NDList values = await(result);
        float[] own = values.get(1).toFloatArray();
        if (gradient == null) {
          gradient = values.get(0);
          terms = own;
        } else {
          gradient.addi(values.get(0));
          for (int i = 0; i < own.length; i++) {
            terms[i] += own[i];
          }
        }
      }
      gradient.divi(lanes.size());
      for (int i = 0; i < terms.length; i++) {
        terms[i] /= lanes.size();
      }
      try (NDArray length =
          ops.call(
              manager,
              "adamw",
              parameters.weights(),
              parameters.moment1(),
              parameters.moment2(),
              gradient,
              parameters.decay(),
              step + 1,
              rate,
              beta2)) {
        return new Losses(terms, length.getFloat());
      }
    } finally {
      scopes.forEach(NDManager::close);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a training step", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    for (Lane lane : lanes) {
      await(
          lane.thread.submit(
              () -> {
                lane.ops.close();
                lane.manager.close();
              }));
      lane.thread.shutdown();
    }
    ops.close();
    manager.close();
  }
}
