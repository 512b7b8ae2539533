package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.memory;

/** Gives the same values another shape: they are converted to row-major order, and then only read differently. */
final class OneDnnReshape implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Reshape spec;
    private final int size;

    OneDnnReshape(Program program, Reshape spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
    }

    @Override
    public memory forward(memory source) {
        return reshaped(source, spec.input(), spec.output());
    }

    @Override
    public memory backward(Gradient gradient, boolean needed) {
        return needed ? reshaped(gradient.memory(), spec.output(), spec.input()) : null;
    }

    private memory reshaped(memory values, Shape from, Shape to) {
        memory plain = program.reordered(values, Layouts.image(size, from, program.type()));
        return program.view(plain, Layouts.image(size, to, program.type()));
    }
}
