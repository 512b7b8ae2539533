package dev.convoy.driver.executor;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.plan.Seeds;
import dev.convoy.driver.plan.Slice;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.worker.BatchAssembler;
import dev.convoy.worker.Examples;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Computes the workers of a {@link WorkerSpec}. Its fields are caches: decoded shards, compiled kernels and the order
 * of an epoch. Losing them costs time and changes nothing.
 */
public final class WorkerRuntime implements TrainingRuntime {
    private final WorkerSpec spec;
    private final Configuration hadoop;
    private final StepPool steps;
    private final Map<Shard, Examples> shards = new ConcurrentHashMap<>();
    private volatile EpochOrder lastOrder;

    /** @param device device of the first task */
    public WorkerRuntime(WorkerSpec spec, Configuration hadoop, Device device) {
        this.spec = spec;
        this.hadoop = hadoop;
        this.steps = new StepPool(spec.model(), spec.kernel(), device);
    }

    @Override
    public WorkerResult train(int worker, Round round, ModelState state, Device device) {
        Plan plan = spec.plan();
        EpochOrder order = order(round.epoch());
        BatchAssembler assembler = assembler(spec.labelSmoothing());
        Iterator<Batch> batches = IntStream.range(0, plan.steps(round.epoch(), round.index()))
                .mapToObj(step -> {
                    long seed = Seeds.derive(plan.seed(), round.epoch(), round.index(), worker, step);
                    return assemble(assembler, order.minibatch(round.index(), worker, step), seed);
                })
                .filter(batch -> batch.size() > 0)
                .iterator();
        return steps.use(device, step -> step.run(state, batches, round.iteration(), round.epoch()));
    }

    @Override
    public Predictions evaluate(int part, int parts, ModelState state, Device device) {
        int count = spec.data().testShardSizes().stream()
                .mapToInt(Integer::intValue)
                .sum();
        int from = (int) ((long) count * part / parts);
        int to = (int) ((long) count * (part + 1) / parts);
        int size = spec.plan().batchSize();
        BatchAssembler assembler = assembler(0);
        Iterator<Batch> batches = IntStream.iterate(from, first -> first < to, first -> first + size)
                .mapToObj(first -> assembleTest(assembler, first, Math.min(first + size, to)))
                .iterator();
        return steps.use(device, step -> step.evaluate(state, batches, spec.classes()));
    }

    @Override
    public void close() {
        steps.close();
        shards.values().forEach(WorkerRuntime::close);
        shards.clear();
    }

    private static void close(Examples examples) {
        if (examples instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private EpochOrder order(int epoch) {
        EpochOrder known = lastOrder;
        if (known == null || known.epoch() != epoch) {
            known = spec.plan().order(epoch);
            lastOrder = known;
        }
        return known;
    }

    private BatchAssembler assembler(double labelSmoothing) {
        return new BatchAssembler(spec.shape(), spec.classes(), spec.normalization(), labelSmoothing);
    }

    private Batch assemble(BatchAssembler assembler, List<Slice> slices, long seed) {
        assembler.clear();
        for (Slice slice : slices) {
            assembler.add(examples(spec.data().trainShards().get(slice.shard())), slice.rows());
        }
        return assembler.batch(seed);
    }

    private Batch assembleTest(BatchAssembler assembler, int from, int to) {
        assembler.clear();
        int start = 0;
        for (int i = 0; i < spec.data().testShards().size(); i++) {
            int offset = start;
            int end = start + spec.data().testShardSizes().get(i);
            int[] rows = IntStream.range(Math.max(from, start), Math.min(to, end))
                    .map(row -> row - offset)
                    .toArray();
            if (rows.length > 0) {
                assembler.add(examples(spec.data().testShards().get(i)), rows);
            }
            start = end;
        }
        return assembler.batch(0);
    }

    private Examples examples(Shard shard) {
        return shards.computeIfAbsent(shard, absent -> {
            try {
                return absent.read(hadoop);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
