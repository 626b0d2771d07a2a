/**
 * From a model, an SAE and a folder of images to a study: the form step by step, what the worker
 * finds in each folder, and the check before the long work.
 */
@NullMarked
package dev.facet.ui.newstudy;

import org.jspecify.annotations.NullMarked;
