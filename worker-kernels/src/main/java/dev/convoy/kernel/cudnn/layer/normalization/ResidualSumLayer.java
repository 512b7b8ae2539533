package dev.convoy.kernel.cudnn.layer.normalization;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.program.ColumnReduction;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Arrays;
import java.util.List;

/**
 * The end of a residual block: {@code y = max(normalized x + other, 0)} in one pass over memory, where the other input
 * may be normalized here too. Backward, one pass adds up what the readers of y give, stops it where the ReLU did, and
 * computes the sums for both normalizations.
 */
final class ResidualSumLayer implements CompiledLayer<Tensor, Tensor> {
    private final Program program;
    /** The numbers by which each input is normalized; null for one that is not. */
    private final List<Normalization> numbers;
    /** The first input that is normalized, and the other one. */
    private final int first;

    private final int second;
    private List<Tensor> sources;
    private DeviceBuffer passed;
    private Tensor more;

    /** Takes the numbers by which each input is normalized; null for one that is not. */
    ResidualSumLayer(Program program, Normalization one, Normalization other) {
        this.program = program;
        this.numbers = Arrays.asList(one, other);
        this.first = one != null ? 0 : 1;
        this.second = 1 - first;
    }

    @Override
    public Tensor forward(List<Tensor> given) {
        sources = given;
        Tensor x = sources.get(first);
        Tensor result = program.tensor(x.shape());
        passed = program.allocate(Program.packs(result));
        Launch launch = ColumnReduction.withoutSums(x)
                .launch(program, "residual_apply")
                .with(x.buffer())
                .with(sources.get(second).buffer())
                .with(result.buffer())
                .with(passed)
                .with(x.places())
                .with(x.channels());
        numbers.get(first).passTo(launch);
        if (numbers.get(second) != null) {
            numbers.get(second).passTo(launch);
        } else {
            launch.withOrNull(null).withOrNull(null).with(0f);
        }
        program.append(launch);
        return result;
    }

    /** Has the next backward pass add {@code gradient} to the one that it is given. */
    void add(Tensor gradient) {
        more = gradient;
    }

    @Override
    public List<Tensor> backward(Tensor gradient, List<Boolean> needed) {
        Tensor x = sources.get(first);
        Normalization other = numbers.get(second);
        ColumnReduction columns = ColumnReduction.of(x);
        Tensor result = program.tensor(x.shape());
        Launch launch = columns.launch(program, "residual_shares")
                .with(gradient.buffer())
                .withOrNull(more == null ? null : more.buffer())
                .with(passed)
                .with(result.buffer())
                .with(x.buffer())
                .withOrNull(other == null ? null : sources.get(second).buffer())
                .with(columns.allocate(program, x.channels(), 3))
                .with(columns.counters(program))
                .with(x.places())
                .with(x.channels());
        numbers.get(first).passSharesTo(numbers.get(first).passMomentsTo(launch));
        if (other != null) {
            other.passSharesTo(other.passMomentsTo(launch));
        } else {
            launch.withOrNull(null).withOrNull(null).withOrNull(null).withOrNull(null);
        }
        program.append(launch);
        return needed.stream().map(wanted -> wanted ? result : null).toList();
    }
}
