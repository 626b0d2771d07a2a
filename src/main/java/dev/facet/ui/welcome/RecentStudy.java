package dev.facet.ui.welcome;

/**
 * A study that was open lately.
 *
 * @param path its folder
 * @param name what a person calls it; the folder's name until the worker looked
 * @param detail what it is about, or what became of it
 * @param missing whether nothing that can be opened is there any more
 */
public record RecentStudy(String path, String name, String detail, boolean missing) {}
