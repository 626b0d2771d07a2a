package dev.facet.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The map of docs/architecture.md as a test: which room may know which, and what stays out of
 * where.
 */
class ArchitectureTest {

  /** Each room and the rooms it stands on; what those stand on is allowed with them. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("checkpoint", Set.of("core")),
          Map.entry("image", Set.of("core")),
          Map.entry("text", Set.of("core")),
          Map.entry("metrics", Set.of("core")),
          Map.entry("tensor", Set.of("core", "checkpoint")),
          Map.entry("model", Set.of("tensor", "checkpoint", "image", "text")),
          Map.entry("sae", Set.of("tensor", "checkpoint")),
          Map.entry("steering", Set.of("model", "sae", "metrics")),
          Map.entry("workspace", Set.of("core")),
          Map.entry("index", Set.of("model", "sae", "metrics", "workspace")),
          Map.entry("explain", Set.of("steering", "index")),
          Map.entry("demo", Set.of("core", "image")),
          Map.entry("training", Set.of("steering", "index", "demo")),
          Map.entry("protocol", Set.of("core")),
          Map.entry("export", Set.of("core")),
          Map.entry("worker", Set.of("protocol", "training", "explain", "export")),
          Map.entry("client", Set.of("protocol")),
          Map.entry("fx", Set.of()),
          Map.entry("ui", Set.of("client", "fx", "export")),
          Map.entry("app", Set.of("ui", "image")),
          Map.entry("cli", Set.of("worker", "app")));

  private static JavaClasses facet;

  @BeforeAll
  static void importClasses() {
    facet =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.facet");
  }

  @Test
  void every_package_is_a_room_of_the_map() {
    Set<String> unknown =
        facet.stream()
            .map(c -> room(c.getPackageName()))
            .filter(r -> !ROOMS.containsKey(r))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), unknown, "packages without a place on the map");
  }

  @Test
  void rooms_know_only_what_the_map_says() {
    Set<String> arrows = new TreeSet<>();
    for (JavaClass from : facet) {
      Set<String> allowed = closure(room(from.getPackageName()));
      from.getDirectDependenciesFromSelf().stream()
          .map(d -> d.getTargetClass().getBaseComponentType())
          .filter(c -> c.getPackageName().startsWith("dev.facet."))
          .filter(c -> !allowed.contains(room(c.getPackageName())))
          .forEach(c -> arrows.add(from.getName() + " -> " + c.getName()));
    }
    assertEquals(Set.of(), arrows, "arrows that the map does not have");
  }

  @Test
  void the_engine_thread_knows_nothing_of_its_work() {
    noClasses()
        .that()
        .resideInAPackage("dev.facet.worker.engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.facet.worker", "dev.facet.protocol..", "ai.djl..")
        .check(facet);
  }

  @Test
  void javafx_stays_in_the_window() {
    keepOut("javafx..", "fx", "ui", "app").check(facet);
  }

  @Test
  void tensors_stay_with_the_engine() {
    keepOut(
            "ai.djl..",
            "tensor",
            "model",
            "sae",
            "steering",
            "training",
            "text",
            "index",
            "worker",
            "explain")
        .check(facet);
  }

  @Test
  void sql_stays_in_the_workspace() {
    keepOut("java.sql..", "workspace").check(facet);
  }

  @Test
  void awt_stays_with_pictures_and_charts() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("image", "export", "demo"))
        .and()
        .haveSimpleNameNotContaining("Chart")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.awt..", "javax.swing..")
        .check(facet);
  }

  @Test
  void only_the_command_line_prints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("cli"))
        .should()
        .accessField(System.class, "out")
        .check(facet);
  }

  @Test
  void no_names_without_meaning() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
        .because("a name says what a thing is for")
        .check(facet);
  }

  @Test
  void view_models_know_no_controls() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("ViewModel")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javafx.scene..", "javafx.stage..", "org.controlsfx..")
        .allowEmptyShould(true)
        .check(facet);
  }

  @Test
  void no_static_mutable_state() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(notGenerated())
        .should()
        .beFinal()
        .check(facet);
  }

  @Test
  void every_room_is_null_marked_and_introduced() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (JavaClass c : facet) {
      Path info =
          Path.of("src/main/java", c.getPackageName().replace('.', '/'), "package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        missing.add(c.getPackageName());
      }
    }
    assertEquals(Set.of(), missing, "packages without a @NullMarked package-info.java");
  }

  @Test
  void tests_do_not_sleep() throws IOException {
    Pattern sleep =
        Pattern.compile("Thread\\.sleep|TimeUnit\\.\\w+\\.sleep|WaitForAsyncUtils\\.sleep");
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      Set<String> sleeping =
          files
              .filter(f -> f.toString().endsWith(".java") && !f.endsWith("ArchitectureTest.java"))
              .filter(f -> sleep.matcher(read(f)).find())
              .map(Path::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), sleeping, "tests wait for events, never for time");
    }
  }

  @Test
  void records_hold_the_data_of_the_contract() {
    classes()
        .that()
        .resideInAPackage("dev.facet.protocol")
        .and()
        .haveSimpleNameEndingWith("Request")
        .should()
        .beRecords()
        .check(facet);
    assertTrue(facet.contain("dev.facet.protocol.WorkerApi"));
  }

  private static com.tngtech.archunit.lang.ArchRule keepOut(String library, String... rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(rooms))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private static String[] packages(String... rooms) {
    return Stream.of(rooms).map(r -> "dev.facet." + r + "..").toArray(String[]::new);
  }

  private static String room(String packageName) {
    String[] parts = packageName.split("\\.");
    return parts.length > 2 ? parts[2] : "";
  }

  private static Set<String> closure(String room) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(room));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll((Collection<String>) ROOMS.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static DescribedPredicate<JavaClass> notGenerated() {
    return DescribedPredicate.describe(
        "are written by hand",
        c -> !c.getModifiers().contains(JavaModifier.SYNTHETIC) && !c.isEnum());
  }
}
