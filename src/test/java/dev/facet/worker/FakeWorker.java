package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.Progress;
import dev.facet.index.IndexHost;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.workspace.Study;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;

/** A real worker process without networks: everything but the engine is what users run. */
public final class FakeWorker {

  private FakeWorker() {}

  public static void main(String[] args) {
    WorkerProcess.serve(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        (study, arithmetic) -> {
          throw new AssertionError("tests with this worker open no study");
        },
        new SlowMaker(),
        FacetFolders.ofSystem(),
        Arithmetic.FP32);
    Runtime.getRuntime().halt(0);
  }

  /** Its jobs run until they are cancelled. */
  private static final class SlowMaker implements StudyMaker {
    @Override
    public Path index(
        IndexRequest request, Progress progress, Cancellation cancellation, IndexHost host) {
      for (long i = 0; ; i++) {
        cancellation.check();
        progress.report("indexing images", i, 0);
      }
    }

    @Override
    public Path resume(Path folder, Progress progress, Cancellation cancellation, IndexHost host) {
      return folder;
    }

    @Override
    public IndexEstimate estimate(IndexRequest request, Cancellation cancellation) {
      throw FacetException.badInput("Nothing is estimated here");
    }

    @Override
    public void monosemanticity(
        Study study, Path encoder, Progress progress, Cancellation cancellation) {}

    @Override
    public boolean hasDemo() {
      return true;
    }

    @Override
    public Path makeDemo(Progress progress, Cancellation cancellation, IndexHost host) {
      return demo();
    }

    @Override
    public Path demo() {
      return Path.of("no", "such", "study");
    }
  }
}
