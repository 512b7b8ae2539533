package dev.convoy.bench;

import org.deeplearning4j.config.DL4JSystemProperties;

/**
 * Switches Deeplearning4j's oneDNN layer helpers, which are off as shipped. Its layers look for them when they are
 * created.
 */
final class LayerHelpers {
    private LayerHelpers() {}

    /** Creates layers with or without helpers, in this thread or in others of this process. */
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
