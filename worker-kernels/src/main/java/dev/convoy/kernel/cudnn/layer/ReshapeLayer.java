package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Gives the same values, in row-major order with channels first, another shape. */
final class ReshapeLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Reshape spec;

    ReshapeLayer(Program program, Reshape spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(Tensor source) {
        return reshaped(source, spec.output());
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        return needed ? reshaped(gradient, spec.input()) : null;
    }

    private Tensor reshaped(Tensor from, Shape shape) {
        Tensor plain = isPlain(from) ? from : reordered("channels_first", from, from);
        Tensor wanted = new Tensor(plain.buffer(), plain.type(), plain.size(), shape);
        return isPlain(wanted) ? wanted : reordered("channels_last", plain, wanted);
    }

    /** Whether it makes no difference where the channels are stored. */
    private static boolean isPlain(Tensor tensor) {
        return tensor.plane() == 1 || tensor.channels() == 1;
    }

    /** @param image the tensor whose channels and positions are exchanged */
    private Tensor reordered(String kernel, Tensor from, Tensor image) {
        Tensor to = program.tensor(image.shape());
        program.append(program.launch(kernel)
                .over(to.count())
                .with(from.buffer())
                .with(to.buffer())
                .with(to.count())
                .with(image.channels())
                .with((long) image.plane()));
        return to;
    }
}
