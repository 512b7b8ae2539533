package org.nd4j.nativeblas;

/**
 * Deeplearning4j 1.0.0-M2.1 asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection whether oneDNN may be
 * used; ND4J has since moved that class, so its oneDNN layer helpers never load. This gives it the answer.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The two methods that are looked up. */
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
