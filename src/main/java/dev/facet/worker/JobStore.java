package dev.facet.worker;

import com.google.gson.JsonParseException;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import dev.facet.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that have not come to their end, a file each, so that the end of the worker, however it
 * comes, loses none. A file names the process that works on it: what no living process works on was
 * cut off. A folder that cannot be written costs jobs their next life, not this one. Safe to use
 * from any thread.
 */
final class JobStore {
  private static final Logger LOG = LoggerFactory.getLogger(JobStore.class);
  private static final String EXTENSION = ".json";

  /**
   * A job that can go on.
   *
   * @param job its number, the same in all lives of the worker
   * @param title what it makes, in words
   * @param request what was asked
   * @param process that works on it, 0 for none
   * @param processStart when that process started, ms since 1970: numbers of processes come again
   */
  record Stored(long job, String title, JobRequest request, long process, long processStart) {

    private Stored of(long newProcess, long newStart) {
      return new Stored(job, title, request, newProcess, newStart);
    }
  }

  private final Path folder;
  private final Map<Long, Stored> ended = new TreeMap<>();
  private final Set<Long> live = new HashSet<>();
  private long last = System.currentTimeMillis();

  /**
   * @param folder made when the first job begins
   */
  JobStore(Path folder) {
    this.folder = folder;
  }

  /**
   * A job begins, or goes on: one that ended before it was done and was asked the same keeps its
   * number.
   */
  synchronized Stored begin(JobRequest request, String title) {
    readCutOff();
    long number =
        ended.values().stream()
            .filter(s -> s.request().same(request))
            .map(Stored::job)
            .findFirst()
            .orElseGet(this::fresh);
    ended.remove(number);
    live.add(number);
    Stored stored =
        new Stored(
            number, title, request, ProcessHandle.current().pid(), start(ProcessHandle.current()));
    write(stored);
    return stored;
  }

  /** The job is done; nothing is left to go on with. */
  synchronized void done(long job) {
    live.remove(job);
    ended.remove(job);
    delete(job);
  }

  /** The person was told why it ended: it can go on as long as this process lives. */
  synchronized void given(Stored stored) {
    live.remove(stored.job());
    ended.put(stored.job(), stored);
    delete(stored.job());
  }

  /** Cut off in the middle: it can go on in another life too. */
  synchronized void cutOff(Stored stored) {
    live.remove(stored.job());
    Stored free = stored.of(0, 0);
    ended.put(stored.job(), free);
    write(free);
  }

  /** Forgets a job that does not run. */
  synchronized void forget(long job) {
    if (!live.contains(job)) {
      done(job);
    }
  }

  /** Jobs that were cut off, oldest first. */
  synchronized List<Stored> cutOff() {
    readCutOff();
    return ended.values().stream().filter(s -> Files.exists(file(s.job()))).toList();
  }

  /**
   * A job that ended before it was done.
   *
   * @throws FacetException when there is none of that number
   */
  synchronized Stored ended(long job) {
    readCutOff();
    Stored found = ended.get(job);
    if (found == null) {
      throw FacetException.notFound("There is no job " + job + " that could go on");
    }
    return found;
  }

  private void readCutOff() {
    for (Path file : files()) {
      try {
        Stored stored = ProtocolJson.compact().fromJson(Files.readString(file), Stored.class);
        if (!live.contains(stored.job()) && !isAlive(stored)) {
          ended.put(stored.job(), stored);
        }
      } catch (IOException | JsonParseException | FacetException e) {
        LOG.warn("{} is no job and is left alone: {}", file, e.getMessage());
      }
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.filter(f -> f.toString().endsWith(EXTENSION)).sorted().toList());
    } catch (IOException e) {
      LOG.warn("The jobs in {} cannot be read: {}", folder, e.getMessage());
      return List.of();
    }
  }

  private static boolean isAlive(Stored stored) {
    return ProcessHandle.of(stored.process())
        .filter(ProcessHandle::isAlive)
        .filter(p -> start(p) == stored.processStart())
        .isPresent();
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
  }

  private long fresh() {
    do {
      last++;
    } while (Files.exists(file(last)));
    return last;
  }

  private Path file(long job) {
    return folder.resolve(job + EXTENSION);
  }

  private void write(Stored stored) {
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file(stored.job()),
          ProtocolJson.pretty().toJson(stored).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | FacetException e) {
      LOG.warn("Job {} will not outlive this worker: {}", stored.title(), e.getMessage());
    }
  }

  private void delete(long job) {
    try {
      Files.deleteIfExists(file(job));
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", file(job), e.getMessage());
    }
  }
}
