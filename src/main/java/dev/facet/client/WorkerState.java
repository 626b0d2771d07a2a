package dev.facet.client;

/** Where the worker process stands, as the window shows it. */
public enum WorkerState {
  /** The first process was started and has not answered yet. */
  STARTING,
  /** It answers and has nothing to do. */
  READY,
  /** It answers and computes. */
  BUSY,
  /** It died; another one is being started and the open study is opened again. */
  RESTARTING,
  /** It was closed, or died so often that it is not started again unless the person asks. */
  DEAD
}
