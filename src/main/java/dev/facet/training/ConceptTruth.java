package dev.facet.training;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.demo.Attribute;
import dev.facet.demo.Concept;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.SceneAttributes;
import dev.facet.metrics.Confusion;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What latents of a demo model truly stand for, and whether a text says so. Labels are those of
 * {@link StrictLabels}, on images that nothing was trained on.
 */
public final class ConceptTruth {

  private final Map<Integer, Attribute> labels;
  private final SceneAttributes attributes;

  /** Each class with the wider ones that it belongs to. */
  private final Map<Attribute, Set<Attribute>> wider = new HashMap<>();

  private ConceptTruth(
      Map<Integer, Attribute> labels, ConceptTable concepts, SceneAttributes attributes) {
    this.labels = new TreeMap<>(labels);
    this.attributes = attributes;
    for (Concept c : concepts.concepts()) {
      Attribute object = new Attribute(Attribute.Type.OBJECT, c.word());
      Attribute narrow = new Attribute(Attribute.Type.SUB, c.subClass());
      Attribute wide = new Attribute(Attribute.Type.SUPER, c.superClass());
      wider.put(object, Set.of(narrow, wide));
      wider.computeIfAbsent(narrow, key -> new HashSet<>()).add(wide);
    }
  }

  /**
   * Labels the latents.
   *
   * @param clip folder of the demo world's encoder
   * @param sae of its tower
   * @param images how many held-out images are painted
   * @throws dev.facet.core.FacetException when a folder is missing or damaged
   */
  public static ConceptTruth of(
      Path clip, Path sae, int images, Progress progress, Cancellation cancellation) {
    ConceptTable concepts = ConceptTable.load();
    SceneAttributes attributes = new SceneAttributes(concepts);
    try (DualEncoder encoder = ModelFolder.openDual(clip, Torch.newManager());
        Sae opened = SaeReader.open(sae, Torch.newManager())) {
      HeldOutImages heldOut =
          new HeldOutImages(new DemoPainter(concepts), encoder.vision().grid().rows());
      StrictLabels strict =
          StrictLabels.of(
              encoder,
              opened,
              DemoReport.hook(opened),
              heldOut,
              images,
              attributes,
              progress,
              cancellation);
      return new ConceptTruth(strict.labels(), concepts, attributes);
    }
  }

  /** Given labels. */
  static ConceptTruth of(Map<Integer, Attribute> labels) {
    ConceptTable concepts = ConceptTable.load();
    return new ConceptTruth(labels, concepts, new SceneAttributes(concepts));
  }

  /** The label of every latent that has one, in the latents' order. */
  public Map<Integer, Attribute> labels() {
    return labels;
  }

  /** Whether a text names a latent's label, or for a class any member. */
  public boolean names(int latent, String text) {
    return says(text, attributes.words(label(latent)));
  }

  /**
   * F1 of naming, averaged over concepts. A concept is any label of the latents; a text that names
   * it is right for the latents that have it and wrong for others, except for those whose label
   * contains it or is contained in it (dog, mammal, animal), which do not count.
   *
   * @param texts by latent, of labelled ones
   */
  public double f1(Map<Integer, String> texts) {
    return texts.keySet().stream()
        .map(this::label)
        .distinct()
        .mapToDouble(c -> f1(c, texts))
        .average()
        .orElse(Double.NaN);
  }

  private double f1(Attribute concept, Map<Integer, String> texts) {
    Set<String> own = ownWords(concept);
    long right = 0;
    long missed = 0;
    long wrong = 0;
    for (Map.Entry<Integer, String> e : texts.entrySet()) {
      Attribute label = label(e.getKey());
      if (label.equals(concept)) {
        boolean named = names(e.getKey(), e.getValue());
        right += named ? 1 : 0;
        missed += named ? 0 : 1;
      } else if (!related(label, concept) && says(e.getValue(), own)) {
        wrong++;
      }
    }
    return new Confusion(right, 0, wrong, missed).f1();
  }

  private boolean related(Attribute a, Attribute b) {
    return wider.getOrDefault(a, Set.of()).contains(b)
        || wider.getOrDefault(b, Set.of()).contains(a);
  }

  /** Words of the concept itself, not those of a class's members. */
  private Set<String> ownWords(Attribute concept) {
    Set<String> words = new HashSet<>(attributes.words(concept));
    wider.forEach(
        (narrow, classes) -> {
          if (classes.contains(concept)) {
            words.removeAll(attributes.words(narrow));
          }
        });
    words.add(concept.name());
    return words;
  }

  private Attribute label(int latent) {
    Attribute label = labels.get(latent);
    if (label == null) {
      throw new IllegalArgumentException("latent " + latent + " has no label");
    }
    return label;
  }

  private static boolean says(String text, Set<String> words) {
    Set<String> said =
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            .collect(Collectors.toSet());
    return words.stream().anyMatch(said::contains);
  }
}
