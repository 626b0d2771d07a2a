package dev.facet.ui.newstudy;

import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.InspectReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found in a folder, in words. */
public final class Findings {

  private final Messages messages;

  public Findings(Messages messages) {
    this.messages = messages;
  }

  /** What it is, on one line. */
  public String title(InspectReply found) {
    return switch (found.kind()) {
      case MODEL -> text(found, "family");
      case SAE ->
          messages.text("newstudy.found.SAE", text(found, "architecture"), text(found, "library"));
      case IMAGES -> messages.text("newstudy.found.IMAGES", count(found, "images"));
      case STUDY -> text(found, "name");
    };
  }

  /** What a person wants to know of it, most important first. */
  public List<String> lines(InspectReply found) {
    List<String> lines = new ArrayList<>();
    switch (found.kind()) {
      case MODEL -> {
        add(
            lines,
            "newstudy.found.model.vision",
            count(found, "vision_layers"),
            count(found, "vision_width"),
            text(found, "patches").replace(" x ", " \u00d7 "));
        add(lines, "newstudy.found.model.parameters", large(found, "parameters"));
        lines.add(
            messages.text(
                "true".equals(found.fact("writes_captions"))
                    ? "newstudy.found.model.captions"
                    : "newstudy.found.model.silent"));
      }
      case SAE -> {
        add(lines, "newstudy.found.sae.size", count(found, "d_sae"), count(found, "d_in"));
        if (found.fact("k") != null) {
          add(lines, "newstudy.found.sae.k", text(found, "k"));
        }
        String site = found.fact("hook_point");
        lines.add(
            site == null
                ? messages.text("newstudy.found.sae.nosite")
                : messages.text("newstudy.found.sae.site", site));
        if (found.fact("trained_on") != null) {
          add(lines, "newstudy.found.sae.model", text(found, "trained_on"));
        }
      }
      case IMAGES -> {
        if (found.fact("first") != null) {
          add(
              lines,
              "newstudy.found.images.first",
              text(found, "first"),
              text(found, "first_width"),
              text(found, "first_height"));
        }
      }
      case STUDY ->
          add(
              lines,
              "newstudy.found.study",
              count(found, "latents"),
              text(found, "site"),
              text(found, "model"));
    }
    return lines;
  }

  private void add(List<String> lines, String key, Object... arguments) {
    lines.add(messages.text(key, arguments));
  }

  private static String text(InspectReply found, String fact) {
    @Nullable String value = found.fact(fact);
    return value == null ? "?" : value;
  }

  private static String count(InspectReply found, String fact) {
    Long number = number(found.fact(fact));
    return number == null ? text(found, fact) : Figures.count(number);
  }

  /** A large number in millions or billions. */
  private static String large(InspectReply found, String fact) {
    Long number = number(found.fact(fact));
    if (number == null) {
      return text(found, fact);
    }
    return number >= 1_000_000_000
        ? Figures.fixed(number / 1e9, 1) + " B"
        : Figures.fixed(number / 1e6, 1) + " M";
  }

  private static @Nullable Long number(@Nullable String value) {
    try {
      return value == null ? null : (Long) Long.parseLong(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
