package dev.facet.cli;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.FacetException;
import dev.facet.sae.SaeFileEncoder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet encode}: codes of activations that lie in a file. */
@Command(
    name = "encode",
    header = "Write the codes of a tensor as safetensors.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Encodes a tensor of activations with an SAE and writes 'codes' [..., F] and 'reconstruction' as fp32 safetensors.",
    footer = {
      "",
      "Example:",
      "  facet tap models/demo/clip --image white --site vision.layers.3.out --out taps.safetensors",
      "  facet encode models/demo/sae --in taps.safetensors#vision.layers.3.out --out codes.safetensors"
    })
final class EncodeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SAE", description = "Folder or file of the SAE.")
  private Path sae = Path.of("");

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE#TENSOR",
      description = "A file of tensors and the name of one, [..., D].")
  private String in = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.safetensors",
      description = "Where to write.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    int hash = in.lastIndexOf('#');
    if (hash < 1 || hash == in.length() - 1) {
      throw FacetException.badInput(
          "--in must name a file and a tensor in it, such as taps.safetensors#vision.layers.3.out,"
              + " found '"
              + in
              + "'");
    }
    FloatTensor x;
    try (Checkpoint file = Checkpoint.open(Path.of(in.substring(0, hash)))) {
      x = file.tensor(in.substring(hash + 1));
    }
    Map<String, FloatTensor> result = SaeFileEncoder.encode(sae, x);
    SafetensorsWriter.write(out, result, Map.of("sae", String.valueOf(sae.getFileName())));
    PrintWriter console = spec.commandLine().getOut();
    result.forEach((name, t) -> console.println(name + " " + Arrays.toString(t.shape())));
    console.flush();
    return 0;
  }
}
