package dev.convoy.kernel.graph;

/** A layer or setting that Deeplearning4j has and Convoy's own kernels do not have; the message names the layer. */
public final class UnsupportedLayerException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsupportedLayerException(String layer, String what) {
        super("layer " + layer + " has " + what + ", which only kernel.engine=nd4j computes");
    }
}
