package dev.facet.image;

import com.google.gson.JsonObject;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What transformers 5 takes where a processor's file leaves a value out, by the processor's type:
 * {@code processors.json}.
 */
final class ProcessorDefaults {

  private ProcessorDefaults() {}

  /** The file with what it leaves out, or has as null. */
  static JsonFile complete(JsonFile config, String type) {
    JsonFile defaults = all().find(type);
    if (defaults == null) {
      return config;
    }
    JsonObject whole = config.root().deepCopy();
    for (String key : defaults.root().keySet()) {
      if (!config.has(key)) {
        whole.add(key, defaults.root().get(key));
      }
    }
    return new JsonFile(config.file(), whole);
  }

  private static JsonFile all() {
    try (InputStream in = ProcessorDefaults.class.getResourceAsStream("processors.json")) {
      if (in == null) {
        throw new IllegalStateException("processors.json is missing beside ProcessorDefaults");
      }
      return JsonFile.parse(Path.of("processors.json"), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
