package dev.facet.cli;

import dev.facet.core.Arithmetic;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** {@code --arithmetic}, the same for all commands that compute. */
final class ArithmeticOption {

  @Option(
      names = "--arithmetic",
      paramLabel = "fp32|fast|bf16",
      defaultValue = "fp32",
      description =
          "What to compute in: fp32, fast (matrices rounded to fp16) or bf16 (where the processor has AMX); results name it"
              + " (default: ${DEFAULT-VALUE}).")
  private String word = "";

  /**
   * @throws dev.facet.core.FacetException when there is no such mode
   */
  Arithmetic wanted() {
    return Arithmetic.parse(word);
  }

  /** Says why it is another mode than the one that was asked for, where it is. */
  static void explain(Arithmetic.Choice choice, PrintWriter err) {
    if (!choice.reason().isEmpty()) {
      err.println(choice.reason());
      err.flush();
    }
  }
}
