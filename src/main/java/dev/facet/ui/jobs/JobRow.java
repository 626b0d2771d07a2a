package dev.facet.ui.jobs;

import dev.facet.protocol.JobEvent;

/**
 * A job as the list shows it.
 *
 * @param event the last that was heard of it
 * @param text how far it is, or what came of it
 * @param share how much is done, 0 to 1, or -1 where no end is in sight
 * @param repeatable whether it can go on
 */
public record JobRow(JobEvent event, String text, double share, boolean repeatable) {

  /** The text beneath the job's title, which it does not say again. */
  public String detail() {
    String again = event.title() + " \u00b7 ";
    return text.startsWith(again) ? text.substring(again.length()) : text;
  }

  /** Whether it still runs or waits. */
  public boolean active() {
    return event.state().active();
  }
}
