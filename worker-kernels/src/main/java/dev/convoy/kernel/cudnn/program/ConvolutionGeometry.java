package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;

/** A window over an image as arguments of our kernels, {@code GEOMETRY} in their source. */
public final class ConvolutionGeometry {
    private ConvolutionGeometry() {}

    public static Launch add(Launch launch, Shape input, Shape output, Window window) {
        return launch.with(
                input.height(),
                input.width(),
                output.height(),
                output.width(),
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.padTop(),
                window.padLeft());
    }
}
