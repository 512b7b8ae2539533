package dev.convoy.kernel.graph;

/**
 * How a filter or pooling window moves over an image. Output size is {@code floor((n + before + after − ((f − 1)·d +
 * 1)) / s) + 1} in each direction.
 *
 * @param dilationHeight distance between two taps; 1 is dense, as Deeplearning4j counts it
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight) {}
