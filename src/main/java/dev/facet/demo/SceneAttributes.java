package dev.facet.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The attributes of patches, by which latents are labelled, and the caption words that name them.
 *
 * <p>The strict rule: a patch that shows an object has the attributes of objects, a patch that
 * shows background those of backgrounds. So a latent earns the label "red" only on patches where
 * red is to be seen, not on objects that happen to stand before it. Immutable.
 */
public final class SceneAttributes {

  /**
   * Patches of an 8 x 8 grid whose average gives an attribute's base rate: four that lie apart, so
   * that one pass over the corpus stays cheap.
   */
  public static final List<Integer> BASE_PATCHES = List.of(9, 27, 36, 54);

  private static final String TILE_NAME = "pattern";
  private static final String BLANK_NAME = "blank";

  private final ConceptTable concepts;

  public SceneAttributes(ConceptTable concepts) {
    this.concepts = concepts;
  }

  /**
   * What is true of one patch, by the strict rule. A patch at the edge of an object ({@link
   * PatchLabels#IGNORE}) has both the background's attributes and, where the picture shows a single
   * concept, the object's.
   *
   * @param label the patch's entry of {@link PatchLabels#label}
   */
  public Set<Attribute> ofPatch(DemoScene scene, short label) {
    Set<Attribute> all = new LinkedHashSet<>();
    if (label >= 0) {
      addConcept(all, label);
    } else if (label == PatchLabels.IGNORE && scene.concepts().size() == 1) {
      addConcept(all, scene.objects().getFirst());
    }
    addScene(all, scene);
    if (label >= 0) {
      all.removeIf(attribute -> !attribute.type().onObjects());
    } else if (label == PatchLabels.BACKGROUND) {
      all.removeIf(attribute -> !attribute.type().onBackground());
    }
    return all;
  }

  /**
   * How common each attribute is: its share of the patches {@link #BASE_PATCHES} of a corpus.
   *
   * @param scenes one an image
   * @param labels {@code [image][64]} labels on an 8 x 8 grid
   */
  public Map<Attribute, Double> baseRates(List<DemoScene> scenes, List<short[]> labels) {
    Map<Attribute, Double> rates = new HashMap<>();
    double one = 1.0 / (BASE_PATCHES.size() * (double) scenes.size());
    for (int i = 0; i < scenes.size(); i++) {
      for (int patch : BASE_PATCHES) {
        for (Attribute attribute : ofPatch(scenes.get(i), labels.get(i)[patch])) {
          rates.merge(attribute, one, Double::sum);
        }
      }
    }
    return rates;
  }

  /**
   * Words of which any, in a caption, names the attribute: noun and plural of a concept, the class
   * and all its members, otherwise the word itself.
   */
  public Set<String> words(Attribute attribute) {
    String name = attribute.name();
    return switch (attribute.type()) {
      case OBJECT -> {
        Concept concept =
            concepts
                .byWord(name)
                .orElseThrow(() -> new IllegalArgumentException("no concept is called " + name));
        yield new HashSet<>(List.of(concept.word(), concept.plural()));
      }
      case SUB ->
          classWords(name, concepts.concepts().stream().filter(c -> c.subClass().equals(name)));
      case SUPER ->
          classWords(name, concepts.concepts().stream().filter(c -> c.superClass().equals(name)));
      default -> Set.of(name);
    };
  }

  private static Set<String> classWords(String name, Stream<Concept> members) {
    Set<String> words = new HashSet<>();
    words.add(name);
    words.add(Phrases.pluralOfClass(name));
    members.forEach(
        concept -> {
          words.add(concept.word());
          words.add(concept.plural());
        });
    return words;
  }

  private void addConcept(Set<Attribute> all, int index) {
    Concept concept = concepts.get(index);
    all.add(new Attribute(Attribute.Type.OBJECT, concept.word()));
    all.add(new Attribute(Attribute.Type.SUB, concept.subClass()));
    all.add(new Attribute(Attribute.Type.SUPER, concept.superClass()));
  }

  private static void addScene(Set<Attribute> all, DemoScene scene) {
    switch (scene.kind()) {
      case COUNT -> all.add(new Attribute(Attribute.Type.COUNT, DemoCaptions.SEVERAL));
      case TILE -> all.add(new Attribute(Attribute.Type.TILE, TILE_NAME));
      case BLANK -> all.add(new Attribute(Attribute.Type.BLANK, BLANK_NAME));
      default -> {}
    }
    if (scene.color() != null) {
      all.add(new Attribute(Attribute.Type.COLOR, scene.color().word()));
    }
    if (scene.texture() != null) {
      all.add(new Attribute(Attribute.Type.TEXTURE, scene.texture().word()));
    }
    if (scene.scenery() != null) {
      all.add(new Attribute(Attribute.Type.SCENE, scene.scenery().word()));
    }
    if (scene.style() != null) {
      all.add(new Attribute(Attribute.Type.STYLE, scene.style().word()));
    }
  }
}
