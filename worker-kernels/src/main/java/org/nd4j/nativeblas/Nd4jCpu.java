package org.nd4j.nativeblas;

/**
 * Deeplearning4j 1.0.0-M2.1 asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection whether oneDNN may be
 * used. ND4J has moved that class since, so its oneDNN layer helpers never load. This class gives the answer.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The two methods that Deeplearning4j looks up. */
    public static final class Environment {
        private Environment() {}

        public static Environment getInstance() {
            return new Environment();
        }

        public boolean isUseMKLDNN() {
            return true;
        }
    }
}
