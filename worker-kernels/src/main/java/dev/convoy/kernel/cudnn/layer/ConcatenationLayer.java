package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.ArrayList;
import java.util.List;

/** Joins several inputs along the channels. */
final class ConcatenationLayer implements CompiledLayer<Tensor, Tensor> {
    private final Program program;
    private final Concatenation spec;

    ConcatenationLayer(Program program, Concatenation spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(List<Tensor> sources) {
        Tensor result = program.tensor(spec.output());
        int first = 0;
        for (Tensor source : sources) {
            copy(source, result, source.channels(), 0, first);
            first += source.channels();
        }
        return result;
    }

    @Override
    public List<Tensor> backward(Tensor gradient, List<Boolean> needed) {
        List<Tensor> results = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < needed.size(); i++) {
            Tensor before = null;
            int channels = spec.inputs().get(i).channels();
            if (needed.get(i)) {
                before = program.tensor(spec.inputs().get(i));
                copy(gradient, before, channels, first, 0);
            }
            results.add(before);
            first += channels;
        }
        return results;
    }

    private void copy(Tensor from, Tensor to, int channels, int fromFirst, int toFirst) {
        long count = from.places() * channels;
        program.append(program.launch("copy_columns")
                .over(count)
                .with(from.buffer())
                .with(to.buffer())
                .with(count)
                .with(channels, from.channels(), fromFirst, to.channels(), toFirst));
    }
}
