package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.DropoutMask;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Floats;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.JavaStep;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import dev.convoy.kernel.onednn.program.Step;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** Inverted dropout, in Java: its mask is a hash of each value's position in row-major order. */
final class OneDnnDropout implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Dropout spec;
    private final memory.desc layout;

    OneDnnDropout(Program program, Dropout spec, int size) {
        this.program = program;
        this.spec = spec;
        this.layout = Layouts.image(size, spec.output(), data_type.f32);
    }

    @Override
    public memory forward(memory given) {
        memory source = program.reordered(given, layout);
        memory destination = program.allocate(layout);
        program.appendInference(program.reordering(source, destination));
        program.appendTraining(masking(source, destination));
        return destination;
    }

    @Override
    public memory backward(Gradient gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        memory outerGradient = program.reordered(gradient.memory(), layout);
        memory before = program.allocate(layout);
        program.append(masking(outerGradient, before));
        return before;
    }

    /** Returns a step that applies the mask, in both passes: the gradient passes where the value did. */
    private Step masking(memory source, memory destination) {
        Floats from = new Floats(source);
        Floats to = new Floats(destination);
        return new JavaStep(List.of(source, destination), () -> {
            DropoutMask mask = new DropoutMask(program.seed(), spec.number(), spec.keep());
            float[] values = from.load();
            for (int i = 0; i < values.length; i++) {
                to.values()[i] = values[i] * mask.factor(i);
            }
            to.store();
        });
    }
}
