package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors of a file or of a model folder: opening reads headers only, and a tensor is copied
 * once, from the page cache to where it is wanted, widened to fp32 on the way.
 *
 * <p>The format is told from the content: safetensors, torch zip archive (also behind saev's JSON
 * line), torch's older format, npz, and pickles compressed with gzip. Safe for use by several
 * threads; must not be used after {@link #close()}.
 */
public final class Checkpoint implements AutoCloseable {

  /** Elements of the largest tensor that is read into one array. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 16;

  private final Path path;
  private final List<Path> files;
  private final OpenFiles open;
  private final TensorCopier copier;
  private final Contents contents;

  private Checkpoint(Path path, List<Path> files, OpenFiles open, Contents contents) {
    this.path = path;
    this.files = List.copyOf(files);
    this.open = open;
    this.copier = new TensorCopier(open);
    this.contents = contents;
  }

  /**
   * Opens a file of tensors, or a model folder: {@code model.safetensors.index.json} with its
   * shards, {@code model.safetensors}, {@code pytorch_model.bin} (with an index too), or the only
   * {@code .safetensors} file of the folder. An index may be named itself.
   *
   * @throws FacetException when there is none, or when a file is damaged, lies about itself or
   *     holds something that would have to be run to be read
   */
  public static Checkpoint open(Path fileOrFolder) {
    if (Files.isDirectory(fileOrFolder)) {
      for (String name : List.of("model.safetensors", "pytorch_model.bin")) {
        Path index = fileOrFolder.resolve(name + ".index.json");
        if (Files.exists(index)) {
          return openShards(fileOrFolder, fileOrFolder, index);
        }
        if (Files.exists(fileOrFolder.resolve(name))) {
          return openFile(fileOrFolder.resolve(name));
        }
      }
      return openFile(onlySafetensors(fileOrFolder));
    }
    return ShardIndex.is(fileOrFolder)
        ? openShards(fileOrFolder, fileOrFolder.toAbsolutePath().getParent(), fileOrFolder)
        : openFile(fileOrFolder);
  }

  /** Whether a file is, by its name, the index of a checkpoint's shards. */
  public static boolean isIndex(Path file) {
    return ShardIndex.is(file);
  }

  private static Path onlySafetensors(Path folder) {
    List<Path> found;
    try (Stream<Path> all = Files.list(folder)) {
      found = all.filter(p -> p.toString().endsWith(".safetensors")).sorted().toList();
    } catch (IOException e) {
      throw FacetException.badInput("Cannot list " + folder, e);
    }
    if (found.size() != 1) {
      throw FacetException.notFound(
          folder
              + " holds no weights: expected model.safetensors, or model.safetensors.index.json with its"
              + " shards, found "
              + (found.isEmpty() ? "neither" : found.size() + " other .safetensors files"));
    }
    return found.getFirst();
  }

  private static Checkpoint openFile(Path file) {
    OpenFiles open = new OpenFiles();
    try {
      Contents contents = FileFormat.read(file.toString(), open.map(file));
      return new Checkpoint(file, List.of(file), open, contents);
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static Checkpoint openShards(Path asked, Path folder, Path index) {
    Map<String, List<String>> byFile = ShardIndex.read(index);
    OpenFiles open = new OpenFiles();
    try {
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Path> files = new ArrayList<>();
      for (Map.Entry<String, List<String>> shard : byFile.entrySet()) {
        Path file = folder.resolve(shard.getKey());
        if (!Files.exists(file)) {
          throw FacetException.notFound(
              folder
                  + " lacks "
                  + shard.getKey()
                  + ", one of the "
                  + byFile.size()
                  + " files that "
                  + index.getFileName()
                  + " names");
        }
        files.add(file);
        Contents part = FileFormat.read(file.toString(), open.map(file));
        Map<String, StoredTensor> wanted = part.only(shard.getValue());
        for (String name : shard.getValue()) {
          if (!wanted.containsKey(name)) {
            throw FacetException.badInput(
                file
                    + " lacks tensor '"
                    + name
                    + "', which "
                    + index.getFileName()
                    + " puts there");
          }
        }
        tensors.putAll(wanted);
        metadata.putAll(part.metadata());
      }
      return new Checkpoint(
          asked,
          files,
          open,
          new Contents("safetensors, sharded", tensors, metadata, Map.of(), null, List.of()));
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /** The file or folder that was opened. */
  public Path path() {
    return path;
  }

  /** The files behind it, one a shard. */
  public List<Path> files() {
    return files;
  }

  /** The file format in words. */
  public String format() {
    return contents.format();
  }

  /** All tensor names, in the file's order. Nested state dicts have dotted names. */
  public Set<String> names() {
    return Collections.unmodifiableSet(contents.tensors().keySet());
  }

  /**
   * Where a part of a network lies.
   *
   * @param part what an error calls it
   * @param probe name of a tensor of the part, below its prefix
   * @param prefixes in order of preference
   * @return the first prefix under which that tensor is there
   * @throws FacetException when it is under none of them
   */
  public String prefixOf(String part, String probe, List<String> prefixes) {
    return prefixes.stream()
        .filter(prefix -> has(prefix + probe))
        .findFirst()
        .orElseThrow(
            () ->
                FacetException.badInput(
                    path
                        + " holds no "
                        + part
                        + ": expected a tensor "
                        + String.join(probe + " or ", prefixes)
                        + probe
                        + ", found none of these among "
                        + names().size()
                        + " tensors"));
  }

  public boolean has(String name) {
    return contents.tensors().containsKey(name);
  }

  /**
   * What the file says of a tensor.
   *
   * @throws FacetException when there is no such tensor
   */
  public TensorInfo info(String name) {
    return stored(name).info();
  }

  /**
   * A tensor's elements in C order, widened to fp32.
   *
   * @throws FacetException when there is no such tensor, or it has more than 2^31 elements
   */
  public float[] floats(String name) {
    float[] out = new float[count(name)];
    read(name, FloatBuffer.wrap(out));
    return out;
  }

  /** The same with its shape. */
  public FloatTensor tensor(String name) {
    return new FloatTensor(info(name).shape().clone(), floats(name));
  }

  /**
   * Copies a tensor's elements in C order, widened to fp32, to the buffer's position and moves that
   * on: straight from the file, best into a direct buffer.
   *
   * @throws FacetException when there is no such tensor
   */
  public void read(String name, FloatBuffer target) {
    count(name);
    stored(name).read(target, copier);
  }

  /**
   * Streams a tensor's elements in C order, widened to fp32, without taking memory of its size.
   *
   * @param pieces gets buffers that are only valid during the call
   * @throws FacetException when there is no such tensor
   */
  public void forEachPiece(String name, Consumer<FloatBuffer> pieces) {
    stored(name).forEachPiece(pieces, copier);
  }

  /** The string pairs of a safetensors header; empty for other formats. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(contents.metadata());
  }

  /**
   * Plain values that a pickle holds beside its tensors: strings, numbers, booleans, lists and maps
   * of these. Objects of unknown classes are maps of their fields.
   */
  public Map<String, Object> attributes() {
    return Collections.unmodifiableMap(contents.attributes());
  }

  /** The JSON line that stands before the archive in saev's files, or null. */
  public @Nullable String headerLine() {
    return contents.headerLine();
  }

  /** What a person should know about how the file was read. */
  public List<String> warnings() {
    return Collections.unmodifiableList(contents.warnings());
  }

  private StoredTensor stored(String name) {
    StoredTensor t = contents.tensors().get(name);
    if (t == null) {
      throw FacetException.notFound(
          path + " has no tensor '" + name + "'; it holds " + some(names()));
    }
    return t;
  }

  private int count(String name) {
    long n = stored(name).info().elements();
    if (n > MAX_ELEMENTS) {
      throw FacetException.badInput(
          "Tensor " + info(name) + " of " + path + " is too large: more than 2^31 elements");
    }
    return (int) n;
  }

  private static String some(Set<String> names) {
    List<String> first = names.stream().limit(8).toList();
    return names.isEmpty()
        ? "none"
        : String.join(", ", first)
            + (names.size() > 8 ? " and " + (names.size() - 8) + " more" : "");
  }

  @Override
  public void close() {
    open.close();
  }

  @Override
  public String toString() {
    return "Checkpoint[" + path + ", " + Arrays.toString(names().toArray()) + "]";
  }
}
