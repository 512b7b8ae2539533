package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.graph.LayerSpec.Pooling;

/** Max and average pooling. */
final class PoolingLayer implements Layer.Single {
    private final Program program;
    private final Pooling spec;
    /** The tap that each maximum came from; null for averages. */
    private final Buffer chosen;

    PoolingLayer(Program program, Pooling spec) {
        this.program = program;
        this.spec = spec;
        this.chosen = spec.kind() == Pooling.Kind.MAX
                ? program.allocate(program.size() * spec.output().size() * Integer.BYTES)
                : null;
    }

    @Override
    public Tensor forward(Tensor source) {
        Tensor result = program.tensor(spec.output());
        Launch launch = program.launch("pool")
                .over(result.count())
                .with(source.buffer())
                .with(result.buffer())
                .withOrNull(chosen)
                .with(result.count())
                .with(result.channels(), Order.of(spec.kind()));
        program.append(Geometry.add(launch, spec.input(), spec.output(), spec.window()));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.input());
        Launch launch = program.launch("pool_back")
                .over(before.count())
                .with(gradient.buffer())
                .withOrNull(chosen)
                .with(before.buffer())
                .with(before.count())
                .with(before.channels(), Order.of(spec.kind()));
        program.append(Geometry.add(launch, spec.input(), spec.output(), spec.window()));
        return before;
    }
}
