package dev.facet.demo;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.core.Progress;
import dev.facet.image.ImageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The demo world as a folder that anyone can use: PNG pictures, captions and instance masks in the
 * layouts of COCO (cocodataset.org, "Data format"), the taxonomy as a table.
 *
 * <p>Every file appears whole or not at all. A folder whose making was interrupted is completed by
 * asking for it again: pictures that are there are kept.
 */
public final class DemoFolder {

  /** Folder of the pictures, inside the demo folder. */
  public static final String IMAGES = "images";

  /** COCO captions, one a picture. */
  public static final String CAPTIONS = "captions.json";

  /** COCO instances: a mask for each object, a category for each concept (its index plus one). */
  public static final String INSTANCES = "instances.json";

  /** Concepts with their classes. */
  public static final String TAXONOMY = "taxonomy.tsv";

  /** Most pictures in a folder: file names have six digits. */
  public static final int MOST_IMAGES = 999_999;

  private static final String README = "README.md";

  /** Says what the pictures were made with, and marks the folder as ours. */
  private static final String MARKER = "demo-world.json";

  /** Pictures that are painted together before their captions and masks are written in order. */
  private static final int BLOCK = 256;

  private final Path out;
  private final int images;
  private final long seed;
  private final Progress progress;
  private final Cancellation cancellation;
  private final ConceptTable concepts = ConceptTable.load();
  private final DemoCaptions captions = new DemoCaptions(concepts);

  private DemoFolder(
      Path out, int images, long seed, Progress progress, Cancellation cancellation) {
    this.out = out;
    this.images = images;
    this.seed = seed;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** What is to be said about a picture once it is on disk. */
  private record Entry(DemoScene scene, List<CocoMask> masks) {}

  /**
   * Writes the folder, on all cores.
   *
   * @param out made when missing
   * @param images how many, 1 to {@link #MOST_IMAGES}
   * @param seed world; different worlds share no picture
   * @return the folder of the pictures
   * @throws FacetException when {@code out} holds something else, or cannot be written
   * @throws java.util.concurrent.CancellationException when cancelled; the folder can be completed
   */
  public static Path write(
      Path out, int images, long seed, Progress progress, Cancellation cancellation) {
    if (images < 1 || images > MOST_IMAGES) {
      throw FacetException.badInput(
          "The number of images must be from 1 to " + MOST_IMAGES + ", found " + images);
    }
    DemoFolder folder = new DemoFolder(out, images, seed, progress, cancellation);
    folder.claim();
    folder.writeAll();
    return out.resolve(IMAGES);
  }

  /** The seed of a picture: {@link DemoPainter#paint(long)} paints it again. */
  public static long imageSeed(long world, int index) {
    return DemoPainter.seed(world, index);
  }

  /** File name of a picture, counted from 0: "000001.png" is the first. */
  public static String fileName(int index) {
    return String.format(Locale.ROOT, "%06d.png", index + 1);
  }

  /** Makes sure that the folder is empty or an unfinished or smaller one of the same world. */
  private void claim() {
    Path marker = out.resolve(MARKER);
    if (Files.exists(marker)) {
      JsonFile found = JsonFile.read(marker);
      OptionalLong version = found.integer("version");
      if (version.isEmpty() || version.getAsLong() != DemoPainter.VERSION) {
        throw FacetException.badInput(
            out + " holds a demo world of another version of Facet; choose an empty folder");
      }
      String world = found.string("seed", "none");
      if (!world.equals(Long.toString(seed))) {
        throw FacetException.badInput(
            out + " holds the demo world of seed " + world + ", asked for was seed " + seed);
      }
      int there = found.integer("images", 0);
      if (there > images) {
        throw FacetException.badInput(
            out + " holds a demo world of " + there + " images, asked for were " + images);
      }
    } else if (Files.isDirectory(out)) {
      try (var entries = Files.list(out)) {
        // A crash may have left nothing but a temporary marker behind.
        if (entries.anyMatch(entry -> !entry.getFileName().toString().startsWith("." + MARKER))) {
          throw FacetException.badInput(
              out + " is not empty and no demo world; choose an empty folder");
        }
      } catch (IOException e) {
        throw FacetException.badInput("Cannot list " + out + ": " + e.getMessage(), e);
      }
    } else if (Files.exists(out)) {
      throw FacetException.badInput(out + " is a file, expected a folder");
    }
    JsonObject claim = new JsonObject();
    claim.addProperty("version", DemoPainter.VERSION);
    // As text: many readers of JSON keep only 53 bits of a number.
    claim.addProperty("seed", Long.toString(seed));
    claim.addProperty("images", images);
    AtomicFile.write(marker, (claim + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void writeAll() {
    AtomicFile.write(out.resolve(TAXONOMY), taxonomy().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(out.resolve(README), readme().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        out.resolve(CAPTIONS),
        captionBytes ->
            AtomicFile.write(
                out.resolve(INSTANCES),
                maskBytes -> {
                  JsonWriter captionFile = begin(captionBytes);
                  JsonWriter maskFile = begin(maskBytes);
                  paint(captionFile, maskFile);
                  captionFile.endArray().endObject().flush();
                  maskFile.endArray();
                  categories(maskFile);
                  maskFile.endObject().flush();
                }));
  }

  private void paint(JsonWriter captionFile, JsonWriter maskFile) throws IOException {
    DemoPainter painter = new DemoPainter(concepts);
    int annotation = 1;
    progress.report("painting the demo world", 0, images);
    for (int first = 0; first < images; first += BLOCK) {
      int start = first;
      int count = Math.min(BLOCK, images - first);
      Entry[] entries = new Entry[count];
      IntStream.range(0, count).parallel().forEach(i -> entries[i] = picture(painter, start + i));
      for (int i = 0; i < count; i++) {
        Entry entry = entries[i];
        int image = first + i + 1;
        captionFile.beginObject();
        captionFile.name("id").value(image);
        captionFile.name("image_id").value(image);
        captionFile.name("caption").value(captions.caption(entry.scene()));
        captionFile.endObject();
        for (int object = 0; object < entry.masks().size(); object++) {
          CocoMask mask = entry.masks().get(object);
          if (mask.area() > 0) {
            instance(maskFile, annotation++, image, entry.scene(), object, mask);
          }
        }
      }
      progress.report("painting the demo world", first + count, images);
    }
  }

  private Entry picture(DemoPainter painter, int index) {
    cancellation.check();
    DemoImage picture = painter.paint(imageSeed(seed, index));
    Path file = out.resolve(IMAGES).resolve(fileName(index));
    if (!Files.exists(file)) {
      ImageWriter.png(picture.image(), file);
    }
    int size = DemoPainter.SIZE;
    List<CocoMask> masks =
        IntStream.range(0, picture.scene().objects().size())
            .mapToObj(i -> CocoMask.of(picture.objectIds(), size, size, i + 1))
            .toList();
    return new Entry(picture.scene(), masks);
  }

  /** Opens a COCO file as far as its list of annotations. */
  private JsonWriter begin(OutputStream bytes) throws IOException {
    JsonWriter json = new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    json.beginObject();
    json.name("info").beginObject();
    json.name("description").value("Facet demo world, seed " + seed);
    json.name("version").value(Integer.toString(DemoPainter.VERSION));
    json.endObject();
    json.name("images").beginArray();
    for (int i = 0; i < images; i++) {
      json.beginObject();
      json.name("id").value(i + 1);
      json.name("file_name").value(fileName(i));
      json.name("width").value(DemoPainter.SIZE);
      json.name("height").value(DemoPainter.SIZE);
      json.endObject();
    }
    json.endArray();
    json.name("annotations").beginArray();
    return json;
  }

  private static void instance(
      JsonWriter json, int id, int image, DemoScene scene, int object, CocoMask mask)
      throws IOException {
    json.beginObject();
    json.name("id").value(id);
    json.name("image_id").value(image);
    json.name("category_id").value(scene.objects().get(object) + 1);
    // COCO's word for a region that holds many of its kind.
    json.name("iscrowd").value(scene.kind() == ImageKind.TILE ? 1 : 0);
    json.name("area").value(mask.area());
    json.name("bbox").beginArray();
    json.value(mask.left()).value(mask.top()).value(mask.width()).value(mask.height());
    json.endArray();
    json.name("segmentation").beginObject();
    json.name("size").beginArray().value(DemoPainter.SIZE).value(DemoPainter.SIZE).endArray();
    json.name("counts").beginArray();
    for (int run : mask.counts()) {
      json.value(run);
    }
    json.endArray().endObject().endObject();
  }

  private void categories(JsonWriter json) throws IOException {
    json.name("categories").beginArray();
    for (Concept concept : concepts.concepts()) {
      json.beginObject();
      json.name("id").value(concept.index() + 1);
      json.name("name").value(concept.word());
      json.name("supercategory").value(concept.superClass());
      json.endObject();
    }
    json.endArray();
  }

  private String taxonomy() {
    StringBuilder table = new StringBuilder("concept\tplural\tsub_class\tsuper_class\n");
    for (Concept concept : concepts.concepts()) {
      table.append(
          String.join(
              "\t", concept.word(), concept.plural(), concept.subClass(), concept.superClass()));
      table.append('\n');
    }
    return table.toString();
  }

  private String readme() {
    return """
        # Facet demo world

        %d pictures of %d x %d pixels, painted from seed %d. The same command paints the same files:

            facet demo-world --out DIR --images %d --seed %d

        | file | what it holds |
        |---|---|
        | `%s/` | the pictures, PNG |
        | `%s` | one caption a picture, in COCO's caption layout |
        | `%s` | one mask an object, in COCO's instance layout (uncompressed run lengths); a category for each of the %d concepts |
        | `%s` | the concepts with their plural, narrow and wide class |

        The objects are Noto emoji artwork by Google, from `com.vanniktech:emoji-google-android` (Apache License
        2.0); the backgrounds are computed.
        """
        .formatted(
            images,
            DemoPainter.SIZE,
            DemoPainter.SIZE,
            seed,
            images,
            seed,
            IMAGES,
            CAPTIONS,
            INSTANCES,
            concepts.size(),
            TAXONOMY);
  }
}
