package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/**
 * A convolution with more padding on one side than on the other; "same" mode needs it for a stride over even sizes.
 * cuDNN promises no engine for it, so the image is padded first.
 */
final class AsymmetricPaddingConvolution implements CompiledLayer.Single<Tensor, Tensor> {
    private final PadOrCropLayer border;
    private final ConvolutionLayer convolution;

    AsymmetricPaddingConvolution(Program program, Convolution spec, Optional<Activation> fused) {
        Window window = spec.window();
        Shape padded = new Shape(
                spec.input().channels(),
                spec.input().height() + window.padTop() + window.padBottom(),
                spec.input().width() + window.padLeft() + window.padRight());
        this.border = new PadOrCropLayer(
                program, new PadOrCrop(spec.name(), spec.input(), padded, window.padTop(), window.padLeft()));
        this.convolution = new ConvolutionLayer(
                program,
                new Convolution(
                        spec.name(), padded, spec.output(), window.withoutPadding(), spec.groups(), spec.filter()),
                fused);
    }

    /** Whether a window needs this class. */
    static boolean is(Window window) {
        return window.padTop() != window.padBottom() || window.padLeft() != window.padRight();
    }

    @Override
    public Tensor forward(Tensor source) {
        return convolution.forward(border.forward(source));
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        Tensor padded = convolution.backward(gradient, needed);
        return border.backward(padded, needed);
    }
}
