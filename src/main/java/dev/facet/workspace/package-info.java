/**
 * The study on disk: a folder with {@code study.json} (schema version, provenance), {@code
 * facet.duckdb} (features, examples, images, annotations, sweeps) and {@code codes/} (sparse codes
 * as Parquet, one file a part). Every change is one transaction or one atomic move, so that a
 * process killed at any moment leaves a study that opens. Safe for use by several threads of one
 * process; a second process is offered a read-only view.
 */
@NullMarked
package dev.facet.workspace;

import org.jspecify.annotations.NullMarked;
