package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.Fingerprint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fingerprint of a vision tower's weights, the same in whichever model and under whichever key
 * prefix the tower is stored: what SAEs and studies are bound to.
 */
public final class TowerFingerprint {

  private static final Pattern VISION =
      Pattern.compile(
          "(?:model\\.|clip\\.)?(?:vision_tower\\.vision_model\\.|vision_tower\\.|vision_model\\.|visual\\.)(.+)");
  private static final Pattern NOT_TEXT =
      Pattern.compile("(?:embeddings|encoder|layernorm|head)\\..+");

  private TowerFingerprint() {}

  /** 16 hexadecimal digits over the names, shapes and fp32 values of the tower's tensors. */
  public static String of(Checkpoint checkpoint) {
    return Fingerprint.ofTensors(checkpoint, naming(checkpoint));
  }

  /** The name of a tensor within the tower, null for one that is not in it. */
  static Fingerprint.NamingRule naming(Checkpoint checkpoint) {
    boolean alone = checkpoint.names().stream().noneMatch(n -> VISION.matcher(n).matches());
    return name -> {
      Matcher m = (alone ? NOT_TEXT : VISION).matcher(name);
      return !m.matches() || name.endsWith("position_ids") ? null : alone ? name : m.group(1);
    };
  }
}
