package dev.facet.cli;

import dev.facet.core.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows progress on standard error: one line that is written anew on a terminal, a line now and
 * then elsewhere. Made for one command; not thread-safe.
 */
public final class ConsoleProgress implements Progress {
  private static final long TERMINAL_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoClock;
  private String activity = "";
  private long startNanos;
  private long startDone;
  private long shownNanos;
  private boolean lineOpen;

  /**
   * @param err where it is written
   */
  public ConsoleProgress(PrintWriter err) {
    this(err, isTerminal(), System::nanoTime);
  }

  ConsoleProgress(PrintWriter err, boolean terminal, LongSupplier nanoClock) {
    this.err = err;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  @Override
  public void report(String now, long done, long total) {
    long nanos = nanoClock.getAsLong();
    boolean fresh = !now.equals(activity);
    boolean last = total > 0 && done >= total;
    if (fresh) {
      end();
      activity = now;
      startNanos = nanos;
      startDone = done;
    } else if (!last && nanos - shownNanos < (terminal ? TERMINAL_PAUSE : LOG_PAUSE)) {
      return;
    }
    shownNanos = nanos;
    String line = line(now, done, total, nanos);
    if (terminal) {
      err.print("\r" + (line + " ".repeat(WIDTH)).substring(0, Math.max(WIDTH, line.length())));
      err.flush();
      lineOpen = true;
      if (last) {
        end();
      }
    } else {
      err.println(line);
    }
  }

  /** Ends the line that is written anew; what is printed next begins on its own. */
  public void end() {
    if (lineOpen) {
      err.println();
      lineOpen = false;
    }
  }

  private String line(String now, long done, long total, long nanos) {
    StringBuilder line = new StringBuilder(now);
    if (total > 0) {
      line.append(String.format(" %,d of %,d", done, total));
      long finished = done - startDone;
      long elapsed = nanos - startNanos;
      if (finished > 0 && done < total && elapsed > TimeUnit.SECONDS.toNanos(1)) {
        line.append(", ")
            .append(duration(elapsed / 1e9 / finished * (total - done)))
            .append(" left");
      }
    } else if (done > 0) {
      line.append(String.format(" %,d", done));
    }
    return line.toString();
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 90) {
      return s + " s";
    }
    return s < 5400 ? (s + 30) / 60 + " min" : String.format("%.1f h", s / 3600.0);
  }

  @SuppressWarnings("SystemConsoleNull") // since 25 it is null again without a terminal
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
