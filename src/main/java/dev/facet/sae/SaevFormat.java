package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * saev (OSU-NLP-Group): a line of JSON, then a torch archive. Its encoder subtracted b_dec until 31
 * July 2025 and does not since; the file must be dated by its schema (saev/nn/modeling.py and the
 * repository's history).
 */
final class SaevFormat {

  private static final String LIBRARY = "saev";
  private static final int NEWEST_SCHEMA = 5;

  private SaevFormat() {}

  static SaeDraft read(SaeFiles files, String prefix, String headerLine) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "W_enc", false);
    JsonFile header = JsonFile.parse(files.weights(), headerLine.getBytes(StandardCharsets.UTF_8));
    OptionalLong schema = header.integer("schema");
    if (schema.isPresent() && (schema.getAsLong() < 1 || schema.getAsLong() > NEWEST_SCHEMA)) {
      throw FacetException.badInput(
          draft.path()
              + " has saev schema "
              + schema.getAsLong()
              + ", which is newer than the known 1 to "
              + NEWEST_SCHEMA);
    }
    draft.version = schema.isPresent() ? "schema " + schema.getAsLong() : "without schema";
    JsonFile config = schema.isPresent() ? header.child("cfg") : header;
    JsonFile activation = config.find("activation");
    draft.decoder("W_dec", true);
    draft.encoderBias = draft.perLatent("b_enc");
    draft.decoderBias("b_dec");
    readPreBias(draft, header, schema, activation != null);
    String name = activation != null ? activation.string("cls", "") : header.string("cls", "Relu");
    draft.architecture = name;
    readRule(draft, name, activation);
    checkSize(draft, config, "d_model", draft.dIn);
    checkSize(draft, config, "d_vit", draft.dIn);
    checkSize(draft, config, "d_sae", draft.latents);
    return draft;
  }

  private static void readPreBias(
      SaeDraft draft, JsonFile header, OptionalLong schema, boolean activationMap) {
    boolean nested = header.root().toString().toLowerCase(Locale.ROOT).contains("matryoshka");
    if (schema.isEmpty()) {
      draft.preBias = true;
    } else if (schema.getAsLong() == 1 && !activationMap) {
      draft.preBias = true;
      draft.warn(
          "Pre-bias is assumed: files of this schema subtract b_dec from the input, except those of 31 July and"
              + " 1 August 2025.");
    } else if (nested && schema.getAsLong() <= 2) {
      draft.preBias = true;
      draft.warn(
          "Pre-bias is assumed: saev's Matryoshka class subtracted b_dec until 5 September 2025, in files of this"
              + " schema too.");
    }
  }

  private static void readRule(SaeDraft draft, String name, @Nullable JsonFile activation) {
    JsonFile parameters = activation == null ? null : activation.child("params");
    switch (name) {
      case "Relu" -> draft.sparsity = Sparsity.of(Rule.RELU);
      case "TopK" -> draft.sparsity = Sparsity.ofK(Rule.TOPK_RAW, k(draft, parameters));
      case "BatchTopK" -> {
        Float threshold = draft.scalar("activation.threshold");
        if (threshold == null) {
          throw FacetException.badInput(
              draft.path() + " is a BatchTopK SAE without activation.threshold");
        }
        draft.useThreshold(threshold, k(draft, parameters), true);
      }
      default ->
          throw FacetException.badInput(
              draft.path()
                  + " has the unknown activation '"
                  + name
                  + "', expected Relu, TopK or BatchTopK");
    }
  }

  private static int k(SaeDraft draft, @Nullable JsonFile parameters) {
    OptionalLong k = parameters == null ? OptionalLong.empty() : parameters.integer("top_k");
    if (k.isEmpty() || k.getAsLong() < 1 || k.getAsLong() > draft.latents) {
      throw FacetException.badInput(
          draft.path() + " needs a top_k of 1 to its " + draft.latents + " latents");
    }
    return (int) k.getAsLong();
  }

  private static void checkSize(SaeDraft draft, JsonFile config, String key, int found) {
    OptionalLong stated = config.integer(key);
    if (stated.isPresent() && stated.getAsLong() != found) {
      throw FacetException.badInput(
          draft.path()
              + ": its header says "
              + key
              + " = "
              + stated.getAsLong()
              + ", but the tensors say "
              + found);
    }
  }
}
