package dev.facet.app.settings;

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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings in a JSON file. Changes are written together after a pause, to a temporary file that is
 * then moved. A file of another version, or one that cannot be read, is set aside and the usual
 * settings are used. Lives on the UI thread.
 */
public final class SettingsStore {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long LARGEST = 1 << 20;
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final @Nullable Path file;
  private final UiThread ui;
  private final Executor disk;
  private final Preferences preferences = new Preferences();
  private Settings settings;
  private UiThread.@Nullable Timer pending;

  /**
   * Reads the settings.
   *
   * @param file null keeps them in memory only
   * @param disk runs the writing
   */
  public SettingsStore(@Nullable Path file, UiThread ui, Executor disk) {
    this.file = file;
    this.ui = ui;
    this.disk = disk;
    this.settings = file == null ? Settings.DEFAULT : read(file);
    preferences.read(settings.preferences());
    preferences.onChange(() -> update(s -> s.withPreferences(preferences.write())));
  }

  public Settings get() {
    return settings;
  }

  /** What the person set; changes are kept by themselves. */
  public Preferences preferences() {
    return preferences;
  }

  /** Changes the settings and writes them after a pause without newer changes. */
  public void update(UnaryOperator<Settings> change) {
    Settings changed = change.apply(settings);
    if (changed.equals(settings)) {
      return;
    }
    settings = changed;
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
  public void flush() {
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
        if (read != null && read.version() == Settings.VERSION) {
          return read.cleaned();
        }
        LOG.warn(
            "Settings in {} were written by Facet {}, in another form than this one's; the usual ones are used",
            file,
            read == null ? "?" : read.writtenBy());
      }
      setAside(file);
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      LOG.warn("Settings in {} could not be read; the usual ones are used", file, e);
      setAside(file);
    }
    return Settings.DEFAULT;
  }

  private static void setAside(Path file) {
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".unreadable"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} could not be set aside", file, e);
    }
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
