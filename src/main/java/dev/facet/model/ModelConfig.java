package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.nio.file.Path;

/**
 * config.json, or a part of it, with limits: sizes that a stranger's file claims are checked before
 * anything is allocated by them.
 */
record ModelConfig(JsonFile json) {

  private static final int MAX_SIZE = 1 << 24;

  static ModelConfig read(Path folder) {
    return new ModelConfig(JsonFile.read(folder.resolve("config.json")));
  }

  /** A part, or an empty one: old files leave out what equals the default. */
  ModelConfig part(String key) {
    return new ModelConfig(json.child(key));
  }

  boolean has(String key) {
    return json.has(key);
  }

  /** True when the key is there, be it null: some defaults hold only where a key is left out. */
  boolean given(String key) {
    return json.root().has(key);
  }

  /** A size that must be there: 1 or more. */
  int size(String key) {
    if (!json.has(key)) {
      throw FacetException.badInput(json.file() + " does not say '" + key + "'");
    }
    return size(key, 0);
  }

  int size(String key, int otherwise) {
    int value = json.integer(key, otherwise);
    if (value < 1 || value > MAX_SIZE) {
      throw FacetException.badInput(
          json.file() + ": '" + key + "' must be between 1 and " + MAX_SIZE + ", found " + value);
    }
    return value;
  }

  int integer(String key, int otherwise) {
    return json.integer(key, otherwise);
  }

  double number(String key, double otherwise) {
    return json.number(key, otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return json.bool(key, otherwise);
  }

  String string(String key, String otherwise) {
    return json.string(key, otherwise);
  }

  Activation activation(String key, String otherwise) {
    return Activation.parse(string(key, otherwise), json.file());
  }

  /** A size that divides another without rest. */
  int divides(int whole, String wholeName, String key, int part) {
    if (whole % part != 0) {
      throw FacetException.badInput(
          json.file() + ": '" + key + "' " + part + " does not divide " + wholeName + " " + whole);
    }
    return part;
  }

  /** height and width from a number or a pair. */
  int square(String key, int otherwise) {
    double[] pair = json.has(key) && json.root().get(key).isJsonArray() ? json.numbers(key) : null;
    if (pair == null) {
      return size(key, otherwise);
    }
    if (pair.length != 2 || pair[0] != pair[1] || pair[0] < 1 || pair[0] > MAX_SIZE) {
      throw FacetException.badInput(
          json.file() + ": '" + key + "' must be a square size, found " + json.root().get(key));
    }
    return (int) pair[0];
  }
}
