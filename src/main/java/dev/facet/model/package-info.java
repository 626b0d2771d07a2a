/**
 * The networks, one class a family, over the script functions of {@code network.torchscript}:
 * vision towers, language models with their KV cache, and the models made of both. Every place
 * where an activation can be read or edited is a {@link dev.facet.core.HookPoint}; a tower runs
 * layer ranges, so a hook is: run up to it, edit in Java, run on. All arrays are fp32; everything
 * is confined to the thread that opened the model.
 */
@NullMarked
package dev.facet.model;

import org.jspecify.annotations.NullMarked;
