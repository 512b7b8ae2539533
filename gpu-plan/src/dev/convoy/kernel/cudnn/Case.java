package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.graph.Network;

/** A network with the batch it is checked or timed on. */
public record Case(String name, Network network, int batch, long seed) {}
