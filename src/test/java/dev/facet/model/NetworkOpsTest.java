package dev.facet.model;

import dev.facet.tensor.*;
import org.junit.jupiter.api.Test;

class NetworkOpsTest {
  @Test
  void loads() {
    try (var m = Torch.newManager()) {
      ScriptOps.load(m, dev.facet.model.NetworkOpsTest.class, "network.torchscript").close();
    }
  }
}
