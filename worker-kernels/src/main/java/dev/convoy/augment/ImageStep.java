package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;

/** Changes images of the network's size at random, one after the other. Used by one thread at a time. */
interface ImageStep {
    /** @param seed the only source of random choices */
    void apply(Canvas canvas, ExampleSeed seed);
}
