package dev.facet.app;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import dev.facet.fx.UiThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings in a JSON file. Changes are written together after a pause, to a temporary file that is
 * then moved; a file that cannot be read is set aside and the defaults are used.
 */
final class SettingsStore {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long LARGEST = 1 << 20;
  private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();

  private final @Nullable Path file;
  private final UiThread ui;
  private final Executor disk;
  private Settings settings;
  private UiThread.@Nullable Timer pending;

  /**
   * Reads the settings.
   *
   * @param file null keeps them in memory only
   * @param disk runs the writing
   */
  SettingsStore(@Nullable Path file, UiThread ui, Executor disk) {
    this.file = file;
    this.ui = ui;
    this.disk = disk;
    this.settings = file == null ? Settings.DEFAULT : read(file);
  }

  Settings get() {
    return settings;
  }

  /** Takes new settings and writes them after a pause without newer ones. */
  void set(Settings newSettings) {
    if (newSettings.equals(settings)) {
      return;
    }
    settings = newSettings;
    if (pending != null) {
      pending.cancel();
    }
    pending =
        ui.after(
            PAUSE,
            () -> {
              pending = null;
              Settings now = settings;
              disk.execute(() -> write(now));
            });
  }

  /** Writes at once what still waits: the window closes. */
  void flush() {
    if (pending != null) {
      pending.cancel();
      pending = null;
      write(settings);
    }
  }

  private static Settings read(Path file) {
    try {
      if (!Files.exists(file)) {
        return Settings.DEFAULT;
      }
      if (Files.size(file) <= LARGEST) {
        Settings read = JSON.fromJson(Files.readString(file), Settings.class);
        if (read != null && read.valid()) {
          return read;
        }
      }
      LOG.warn("Settings in {} are not ones of this version; the defaults are used", file);
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".unreadable"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | JsonParseException e) {
      LOG.warn("Settings in {} could not be read; the defaults are used", file, e);
    }
    return Settings.DEFAULT;
  }

  private synchronized void write(Settings written) {
    if (file == null) {
      return;
    }
    try {
      AtomicFile.write(file, JSON.toJson(written).getBytes(StandardCharsets.UTF_8));
    } catch (FacetException e) {
      LOG.warn("Settings could not be written to {}", file, e);
    }
  }
}
