package dev.convoy.worker;

/** Decoded examples of one shard. */
public sealed interface Examples permits Images, FloatExamples {
    /** How many there are. */
    int count();
}
