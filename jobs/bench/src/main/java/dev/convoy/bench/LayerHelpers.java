package dev.convoy.bench;

import org.deeplearning4j.config.DL4JSystemProperties;

/** Deeplearning4j's oneDNN layer helpers, off as shipped. Its layers ask for them when they are made. */
final class LayerHelpers {
    private LayerHelpers() {}

    /** Makes layers, in this thread or others of this process, with or without. */
    static void with(boolean helpers, Runnable makesLayers) {
        String before = System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, Boolean.toString(!helpers));
        try {
            makesLayers.run();
        } finally {
            if (before == null) {
                System.clearProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
            } else {
                System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, before);
            }
        }
    }
}
