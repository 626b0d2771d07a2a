package dev.facet.protocol;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;

/**
 * How the records of the field are written as JSON: on the wire between window and worker, in
 * {@code --interventions} files and in the output of commands. Hook points are their canonical
 * names, enum constants lower-case words, positions {@code "all"} or lists of patch indices, and a
 * number that is not finite is {@code null}, for JSON has no other word for it.
 */
public final class ProtocolJson {

  private ProtocolJson() {}

  /** Adds the mapping to a builder that somebody else finishes (the JSON-RPC library). */
  public static void configure(GsonBuilder builder) {
    builder
        .disableHtmlEscaping()
        .registerTypeAdapterFactory(new LowerCaseEnums())
        .registerTypeAdapter(double.class, new FiniteDoubles(Double.NaN))
        .registerTypeAdapter(Double.class, new FiniteDoubles(null))
        .registerTypeAdapter(HookPoint.class, new HookPointAdapter())
        .registerTypeAdapter(Positions.class, new PositionsAdapter())
        .registerTypeAdapter(Direction.class, new DirectionAdapter())
        .registerTypeAdapter(Intervention.class, new InterventionAdapter());
  }

  /** The mapping on one line. */
  public static Gson compact() {
    GsonBuilder builder = new GsonBuilder();
    configure(builder);
    return builder.create();
  }

  /** The mapping with line breaks, for files that people open. */
  public static Gson pretty() {
    GsonBuilder builder = new GsonBuilder().setPrettyPrinting();
    configure(builder);
    return builder.create();
  }
}
