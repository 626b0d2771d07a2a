package dev.facet.protocol;

/**
 * What the worker computes in.
 *
 * @param used fp32, fast or bf16
 * @param reason why it is not what was asked for, one sentence; empty where it is
 */
public record ArithmeticInfo(String used, String reason) {}
