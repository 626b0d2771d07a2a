@NullMarked
package dev.facet.demo;

import org.jspecify.annotations.NullMarked;
