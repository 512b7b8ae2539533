package dev.convoy.worker;

import dev.convoy.kernel.RandomSeed;
import dev.convoy.kernel.graph.ModelConfiguration;

/** The seed that Deeplearning4j draws initial weights from. Without a seed, Deeplearning4j uses the clock. */
public final class InitialSeed {
    private InitialSeed() {}

    /** Sets the seed wherever the configuration keeps one, so that equal seeds give exactly equal configurations. */
    public static void set(ModelConfiguration configuration, long seed) {
        long used = RandomSeed.ofNd4j(seed);
        configuration.layers().forEach(layer -> layer.setSeed(used));
        if (configuration instanceof ModelConfiguration.Graph graph) {
            graph.value().getDefaultConfiguration().setSeed(used);
        }
    }
}
