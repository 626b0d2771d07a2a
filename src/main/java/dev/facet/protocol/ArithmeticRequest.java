package dev.facet.protocol;

/** The arithmetic that the person chose: fp32, fast or bf16. */
public record ArithmeticRequest(String arithmetic) {}
