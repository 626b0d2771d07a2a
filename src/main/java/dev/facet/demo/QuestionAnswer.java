package dev.facet.demo;

/** A prompt to the language model and the right answer; vocabulary words parted by spaces. */
public record QuestionAnswer(String question, String answer) {}
