package dev.facet.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/studies/demo, facet://study/studies/demo#851",
    "/studies/my own 50%, facet://study/studies/my%20own%2050%25#851",
    "C:/studies/demo, facet://study/C:/studies/demo#851"
  })
  void an_address_that_was_copied_can_be_pasted(String study, String text) {
    FeatureAddress address = new FeatureAddress(study, 851);
    assertEquals(text, address.format());
    assertEquals(Optional.of(address), FeatureAddress.parse("  " + text + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parrot",
        "851",
        "",
        "facet://study/studies/demo",
        "facet://study/studies/demo#x",
        "facet://study/studies/demo#-1",
        "https://study/studies/demo#1",
        "facet://elsewhere/studies/demo#1",
        "100 % white"
      })
  void anything_else_is_a_search(String text) {
    assertTrue(FeatureAddress.parse(text).isEmpty());
  }
}
