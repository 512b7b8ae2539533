package dev.convoy.worker;

/** Decoded examples of one shard. */
public sealed interface Examples permits Images, FloatExamples {
    /** Returns the number of examples. */
    int count();
}
