package dev.convoy.kernel.nd4j;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The generation of an NVIDIA GPU in CUDA: compiled code runs on its own and on later ones of the same major. */
record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Comparator<ComputeCapability> BY_AGE =
            Comparator.comparingInt(ComputeCapability::major).thenComparingInt(ComputeCapability::minor);
    /**
     * ND4J's library for CUDA 11.6 has code for this one to the newest, all majors included, and none to compile later.
     */
    private static final ComputeCapability OLDEST = new ComputeCapability(3, 7);

    private static final ComputeCapability NEWEST = new ComputeCapability(8, 6);

    /** Returns the reason if ND4J's library has no code for such a GPU; empty if it has. */
    Optional<String> unsupportedReason() {
        return compareTo(OLDEST) < 0 || major > NEWEST.major
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "this build has no code for a GPU of compute capability %s (it has %s to %s)",
                        this,
                        OLDEST,
                        NEWEST))
                : Optional.empty();
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
