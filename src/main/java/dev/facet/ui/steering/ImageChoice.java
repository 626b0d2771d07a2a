package dev.facet.ui.steering;

/** A ready image to steer on: its address and its name for a person. */
public record ImageChoice(String address, String name) {}
