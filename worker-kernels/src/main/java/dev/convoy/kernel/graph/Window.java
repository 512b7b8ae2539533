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
        int padRight) {
    /** One place at a time. */
    static final Window POINT = new Window(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);

    /** The whole of an image at once. */
    static Window all(Shape image) {
        return new Window(image.height(), image.width(), 1, 1, 1, 1, 0, 0, 0, 0);
    }

    /** The same for an image that has its padding. */
    public Window withoutPadding() {
        return new Window(
                kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, 0, 0, 0, 0);
    }
}
