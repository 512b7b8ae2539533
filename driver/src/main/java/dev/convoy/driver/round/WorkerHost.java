package dev.convoy.driver.round;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
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
 * Computes the workers of a {@link Job}. Its fields are caches: decoded shards, compiled kernels and the order of an
 * epoch. Losing them costs time and changes nothing.
 */
public final class WorkerHost implements WorkerComputer {
    private final Job job;
    private final Configuration hadoop;
    private final StepPool steps;
    private final Map<Shard, Examples> shards = new ConcurrentHashMap<>();
    private volatile EpochOrder lastOrder;

    /** @param device of the first task */
    public WorkerHost(Job job, Configuration hadoop, Device device) {
        this.job = job;
        this.hadoop = hadoop;
        this.steps = new StepPool(
                job.model(), job.engine(), job.arithmetic(), job.pinned(), job.precision(), job.threads(), device);
    }

    @Override
    public WorkerResult train(int worker, Round round, ModelState state, Device device) {
        Plan plan = job.plan();
        EpochOrder order = order(round.epoch());
        BatchAssembler assembler = assembler(job.labelSmoothing());
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
        int count = job.testShardSizes().stream().mapToInt(Integer::intValue).sum();
        int from = (int) ((long) count * part / parts);
        int to = (int) ((long) count * (part + 1) / parts);
        int size = job.plan().batchSize();
        BatchAssembler assembler = assembler(0);
        Iterator<Batch> batches = IntStream.iterate(from, first -> first < to, first -> first + size)
                .mapToObj(first -> assembleTest(assembler, first, Math.min(first + size, to)))
                .iterator();
        return steps.use(device, step -> step.evaluate(state, batches, job.classes()));
    }

    @Override
    public void close() {
        steps.close();
        shards.values().forEach(WorkerHost::close);
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
            known = job.plan().order(epoch);
            lastOrder = known;
        }
        return known;
    }

    private BatchAssembler assembler(double labelSmoothing) {
        return new BatchAssembler(job.shape(), job.classes(), job.normalization(), labelSmoothing);
    }

    private Batch assemble(BatchAssembler assembler, List<Slice> slices, long seed) {
        assembler.clear();
        for (Slice slice : slices) {
            assembler.add(examples(job.trainShards().get(slice.shard())), slice.rows());
        }
        return assembler.batch(seed);
    }

    private Batch assembleTest(BatchAssembler assembler, int from, int to) {
        assembler.clear();
        int start = 0;
        for (int i = 0; i < job.testShards().size(); i++) {
            int offset = start;
            int end = start + job.testShardSizes().get(i);
            int[] rows = IntStream.range(Math.max(from, start), Math.min(to, end))
                    .map(row -> row - offset)
                    .toArray();
            if (rows.length > 0) {
                assembler.add(examples(job.testShards().get(i)), rows);
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
