package dev.facet.client;

import java.util.concurrent.CountDownLatch;

/** A worker that never reads what it is asked. */
public final class DeafWorker {

  private DeafWorker() {}

  public static void main(String[] args) throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
