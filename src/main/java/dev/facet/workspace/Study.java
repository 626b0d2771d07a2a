package dev.facet.workspace;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.WordList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A study folder, open. Its stores answer from any thread, beside the engine; changes are atomic.
 *
 * <p>Layout: {@code study.json}, {@code facet.duckdb}, {@code vocabulary.txt} and {@code
 * codes/part-00000.parquet}, …
 */
public final class Study implements AutoCloseable {

  private static final String VOCABULARY = "vocabulary.txt";

  private final Path folder;
  private final StudyDatabase database;
  private final String message;
  private final FeatureStore features;
  private final FindingStore findings;
  private final MeaningStore meanings;
  private final EncoderStore encoders;
  private final DepthStore depths;
  private final SteerabilityStore steerability;
  private final AnnotationStore annotations;
  private final ImageStore images;
  private final ResultStore results;
  private final RunStore runs;
  private final PartStore parts;
  private final CodeStore codes;
  private final ExplanationStore explanations;
  private volatile StudyManifest manifest;
  private int holders = 1;

  private Study(Path folder, StudyManifest manifest, StudyDatabase database, String message) {
    this.folder = folder;
    this.manifest = manifest;
    this.database = database;
    this.message = message;
    this.features = new FeatureStore(database);
    this.findings = new FindingStore(database);
    this.meanings = new MeaningStore(database);
    this.encoders = new EncoderStore(database);
    this.depths = new DepthStore(database);
    this.steerability = new SteerabilityStore(database);
    this.annotations = new AnnotationStore(database);
    this.images = new ImageStore(database, this);
    this.results = new ResultStore(database);
    this.runs = new RunStore(database);
    this.parts = new PartStore(database, folder);
    this.codes = new CodeStore(database, parts);
    this.explanations = new ExplanationStore(database);
  }

  /**
   * Makes an empty study. The manifest is written last, so that a folder with a {@code study.json}
   * always has its database.
   *
   * @param folder must not exist, be empty, or hold a study that was never finished being created
   * @param manifest folders in it are stored relative to the study where they lie beside it
   * @throws FacetException when the folder holds something else
   */
  public static Study create(Path folder, StudyManifest manifest) {
    Path home = folder.toAbsolutePath().normalize();
    StudyFolder.makeEmpty(home);
    StudyManifest stored =
        manifest.withFolders(
            StudyFolder.relative(home, manifest.model()),
            StudyFolder.relative(home, manifest.sae()),
            StudyFolder.relative(home, manifest.images()));
    StudyDatabase database = StudyDatabase.create(home);
    try {
      ManifestFile.write(home, stored);
      return new Study(home, stored, database, "");
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Loads the database's library, so that the first study to be opened need not wait for it.
   *
   * @throws FacetException when it cannot be loaded
   */
  public static void prepare() {
    DuckDbLibrary.load();
  }

  /**
   * Opens a study for reading and writing; one that a newer Facet wrote opens read-only, with a
   * {@link #message()}.
   *
   * @throws FacetException NOT_FOUND when it is not a study, BUSY when another process holds it,
   *     BAD_INPUT when it is damaged
   */
  public static Study open(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    StudyManifest manifest = ManifestFile.read(home);
    if (manifest.schema() > StudyManifest.SCHEMA) {
      return new Study(
          home,
          manifest,
          StudyDatabase.openReadOnly(home),
          "This study was made by a newer Facet (layout "
              + manifest.schema()
              + ", this program knows "
              + StudyManifest.SCHEMA
              + "); it is open read-only");
    }
    if (!Files.isWritable(home) || !Files.isWritable(home.resolve(StudyDatabase.FILE))) {
      return new Study(
          home,
          manifest,
          StudyDatabase.openReadOnly(home),
          "You may not write in " + home + "; the study is open read-only");
    }
    return new Study(home, manifest, StudyDatabase.open(home), "");
  }

  /** Opens a study for reading, also while another process holds it: then as it stands now. */
  public static Study openReadOnly(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    return new Study(
        home,
        ManifestFile.read(home),
        StudyDatabase.openReadOnly(home),
        "This study is open read-only; changes made elsewhere appear when it is opened again");
  }

  /**
   * What a study is about, without opening its database.
   *
   * @throws FacetException when the folder holds none, or a damaged one
   */
  public static StudyManifest describe(Path folder) {
    return ManifestFile.read(folder.toAbsolutePath().normalize());
  }

  /** Whether the folder holds a study, finished or not. */
  public static boolean isStudy(Path folder) {
    return Files.isRegularFile(folder.resolve(ManifestFile.NAME));
  }

  StudyDatabase database() {
    return database;
  }

  public Path folder() {
    return folder;
  }

  public StudyManifest manifest() {
    return manifest;
  }

  public boolean readOnly() {
    return database.readOnly();
  }

  /** Why it is read-only, or empty. */
  public String message() {
    return message;
  }

  public FeatureStore features() {
    return features;
  }

  public FindingStore findings() {
    return findings;
  }

  public MeaningStore meanings() {
    return meanings;
  }

  public EncoderStore encoders() {
    return encoders;
  }

  public DepthStore depths() {
    return depths;
  }

  public SteerabilityStore steerability() {
    return steerability;
  }

  public AnnotationStore annotations() {
    return annotations;
  }

  public ImageStore images() {
    return images;
  }

  /** Captions that a person came across. */
  public RunStore runs() {
    return runs;
  }

  public ResultStore results() {
    return results;
  }

  public PartStore parts() {
    return parts;
  }

  /** What the committed codes answer. */
  public CodeStore codes() {
    return codes;
  }

  public ExplanationStore explanations() {
    return explanations;
  }

  /** Where the SAE reads: a site of the vision tower. */
  public HookPoint site() {
    return HookPoint.parse(
        Objects.requireNonNullElse(manifest.provenance().site(), ""), HookPoint.Tower.VISION);
  }

  public Path modelFolder() {
    return folder.resolve(manifest.model()).normalize();
  }

  public Path saeFolder() {
    return folder.resolve(manifest.sae()).normalize();
  }

  public Path imagesFolder() {
    return folder.resolve(manifest.images()).normalize();
  }

  /** Folders of the language models that a person attached, the last one first. */
  public List<Path> attached() {
    List<String> folders = manifest.attached();
    return folders == null
        ? List.of()
        : folders.stream().map(attached -> folder.resolve(attached).normalize()).toList();
  }

  /** Remembers a language model: it comes before those that were attached earlier. */
  public void attach(Path model) {
    Path home = model.toAbsolutePath().normalize();
    List<String> folders =
        Stream.concat(Stream.of(home), attached().stream().filter(other -> !other.equals(home)))
            .map(each -> StudyFolder.relative(folder, each.toString()))
            .toList();
    StudyManifest remembering = manifest.withAttached(folders);
    ManifestFile.write(folder, remembering);
    manifest = remembering;
  }

  /** The words that labels and steerability are measured over, or an empty list. */
  public List<String> vocabulary() {
    Path file = folder.resolve(VOCABULARY);
    return Files.exists(file) ? WordList.read(file) : List.of();
  }

  /** Keeps the words that labels and steerability are measured over, in {@code vocabulary.txt}. */
  public void putVocabulary(List<String> words) {
    WordList.write(folder.resolve(VOCABULARY), words);
  }

  /** Notes that every image has been indexed, and what came out. */
  public void finish(CorpusFigures figures) {
    StudyManifest finished = manifest.withFigures(figures);
    ManifestFile.write(folder, finished);
    manifest = finished;
  }

  /** Notes the figures of the images that can be looked at while the rest is being indexed. */
  public void showSoFar(CorpusFigures figures) {
    StudyManifest shown = manifest.withFiguresSoFar(figures);
    ManifestFile.write(folder, shown);
    manifest = shown;
  }

  /** The same study for one more holder: it is closed when each of them has closed it. */
  public synchronized Study share() {
    if (holders == 0) {
      throw new IllegalStateException("The study " + folder + " is closed");
    }
    holders++;
    return this;
  }

  @Override
  public synchronized void close() {
    if (holders > 0 && --holders == 0) {
      database.close();
    }
  }
}
