/**
 * What is shown before a study is open: progress of the first start, recent studies, a new study.
 */
@NullMarked
package dev.facet.ui.welcome;

import org.jspecify.annotations.NullMarked;
