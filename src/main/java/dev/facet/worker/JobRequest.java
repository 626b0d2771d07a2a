package dev.facet.worker;

import com.google.gson.JsonElement;
import dev.facet.protocol.ProtocolJson;
import java.nio.file.Path;

/**
 * What a job was asked to do, in a form that outlives the worker.
 *
 * @param kind which of the jobs
 * @param study folder of the study that it makes or works on
 * @param question the request that started it
 */
record JobRequest(Kind kind, String study, JsonElement question) {

  /** The jobs that there are. */
  enum Kind {
    DEMO(true),
    INDEX(true),
    RESUME_INDEX(true),
    MAP(false),
    COMPARE(false),
    MONOSEMANTICITY(false),
    EXPLAIN(false),
    STEERABILITY(false);

    private final boolean makesStudy;

    Kind(boolean makesStudy) {
      this.makesStudy = makesStudy;
    }
  }

  static JobRequest of(Kind kind, Path study, Object question) {
    return new JobRequest(
        kind,
        study.toAbsolutePath().normalize().toString(),
        ProtocolJson.compact().toJsonTree(question));
  }

  /** Whether the study has to be open for the job to run. */
  boolean needsStudy() {
    return !kind.makesStudy;
  }

  /** Whether nothing is kept of it when it ends before it is done: UMAP has no state to save. */
  boolean inOnePiece() {
    return kind == Kind.MAP;
  }

  /** The request as it was. */
  <T> T question(Class<T> type) {
    return ProtocolJson.compact().fromJson(question, type);
  }

  /** Whether both come to the same: a study is made in one place once, whoever asks. */
  boolean same(JobRequest other) {
    return kind.makesStudy ? other.kind.makesStudy && study.equals(other.study) : equals(other);
  }
}
