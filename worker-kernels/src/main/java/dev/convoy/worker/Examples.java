package dev.convoy.worker;

/** Decoded examples of one shard in memory. */
public sealed interface Examples permits Images, FeatureRows {
    /** How many there are. */
    int count();
}
