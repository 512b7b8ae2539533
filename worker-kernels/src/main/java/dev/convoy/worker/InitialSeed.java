package dev.convoy.worker;

import dev.convoy.kernel.graph.ModelConfiguration;

/** The seed that Deeplearning4j draws initial weights from. It takes the clock if nobody sets one. */
public final class InitialSeed {
    private InitialSeed() {}

    /** Sets it wherever the configuration keeps one, so that the same seed makes the same configuration to the letter. */
    public static void set(ModelConfiguration configuration, long seed) {
        configuration.layers().forEach(layer -> layer.setSeed(seed));
        if (configuration instanceof ModelConfiguration.Graph graph) {
            graph.value().getDefaultConfiguration().setSeed(seed);
        }
    }
}
