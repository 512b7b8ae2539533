package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.cudnn.program.TensorPointers;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.LayerSpec.ElementWise.Operation;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Combines several inputs of one shape value by value; ReLU may be fused with a sum. */
final class CombinationLayer implements CompiledLayer<Tensor, Tensor> {
    private final Program program;
    private final ElementWise spec;
    private final boolean relu;
    /** Null for a sum, whose gradient reads no input. */
    private TensorPointers table;

    private Tensor result;

    CombinationLayer(Program program, ElementWise spec, boolean relu) {
        this.program = program;
        this.spec = spec;
        this.relu = relu;
    }

    @Override
    public Tensor forward(List<Tensor> sources) {
        if (spec.operation() == Operation.ADD) {
            result = sum(program, sources, relu);
            return result;
        }
        table = new TensorPointers(program, sources);
        result = combine(program, table, spec.operation(), relu);
        return result;
    }

    /** Returns the sum; it also adds up the gradients of a value with several readers. */
    static Tensor sum(Program program, List<Tensor> parts, boolean relu) {
        if (parts.size() != 2) {
            return combine(program, new TensorPointers(program, parts), Operation.ADD, relu);
        }
        Tensor result = program.tensor(parts.get(0).shape());
        program.append(program.launch("add", result)
                .with(parts.get(0).buffer())
                .with(parts.get(1).buffer())
                .with(result.buffer())
                .with(Program.packs(result))
                .with(relu ? 1 : 0));
        return result;
    }

    private static Tensor combine(Program program, TensorPointers table, Operation operation, boolean relu) {
        Tensor result = program.tensor(table.tensors().get(0).shape());
        program.append(table.launch("combine", result)
                .with(table.tensors().size())
                .with(result.buffer())
                .with(Program.packs(result))
                .with(EnumOrdinals.of(operation), relu ? 1 : 0));
        return result;
    }

    @Override
    public List<Tensor> backward(Tensor given, List<Boolean> needed) {
        // Without a bias this is the gradient before the ReLU.
        ElementwiseFunction function =
                ElementwiseFunction.of(relu ? Optional.of(new Activation(Activation.Kind.RELU, 0)) : Optional.empty());
        Tensor gradient = new BiasActivation(program, Filter.NO_BIAS, function).backward(result, given);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < needed.size(); i++) {
            results.add(needed.get(i) ? back(i, gradient) : null);
        }
        return results;
    }

    private Tensor back(int which, Tensor gradient) {
        boolean passes = spec.operation() == Operation.ADD || (spec.operation() == Operation.SUBTRACT && which == 0);
        if (passes) {
            return gradient;
        }
        Tensor before = program.tensor(spec.output());
        program.append(table.launch("combine_back", before)
                .with(table.tensors().size(), which)
                .with(gradient.buffer())
                .with(before.buffer())
                .with(Program.packs(before))
                .with(EnumOrdinals.of(spec.operation())));
        return before;
    }
}
