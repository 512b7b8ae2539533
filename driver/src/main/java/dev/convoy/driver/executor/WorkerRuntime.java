package dev.convoy.driver.executor;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.WeightedAverage;
import dev.convoy.driver.cache.ShardCache;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.Minibatch;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.worker.MeasuringModel;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.StepRule;
import dev.convoy.worker.WorkerResult;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Computes the workers of a {@link WorkerSpec}. Its fields are caches: local copies of shards, compiled kernels and the
 * order of an epoch. Losing them costs time and changes nothing.
 */
public final class WorkerRuntime implements TrainingRuntime {
    private final WorkerSpec spec;
    private final StepPool steps;
    private final ShardCache cache;
    private final ExampleSource train;
    private final Map<Split, ExampleSource> heldOut = new EnumMap<>(Split.class);
    private volatile EpochOrder lastOrder;
    private StepPool measuring;

    /** @param device device of the first task */
    public WorkerRuntime(WorkerSpec spec, Configuration hadoop, Device device) {
        this.spec = spec;
        WorkerData data = spec.data();
        // First, because a full disk fails it, and a kernel would then stay in memory.
        this.cache = ShardCache.open(data.cache(), hadoop);
        this.steps = new StepPool(spec.model(), spec.kernel(), spec.rule(), device);
        this.train = new ExampleSource(data.train(), cache, data.threads());
        data.heldOut()
                .forEach((split, examples) -> heldOut.put(split, new ExampleSource(examples, cache, data.threads())));
    }

    @Override
    public WorkerResult train(int worker, Round round, ModelState state, Device device) {
        Plan plan = spec.plan();
        EpochOrder order = order(round.epoch());
        train.fetch(order.shardsOfNextWindow(round.index(), worker));
        EpochMinibatches epoch = new EpochMinibatches(plan, order, spec.data().sampling());
        Iterator<Minibatch> minibatches = IntStream.range(0, plan.steps(round.epoch(), round.index()))
                .mapToObj(step -> epoch.of(round.index(), worker, step))
                .filter(minibatch -> minibatch.size() > 0)
                .flatMap(minibatch -> minibatch.inParts(spec.kernelBatch()).stream())
                .iterator();
        try (BatchFeed feed = train.feed(minibatches)) {
            return (round.measures()
                            ? measured(feed, state, device)
                            : training().use(device, step -> step.run(state, feed, round.iteration(), round.epoch())))
                    .with(feed.times());
        }
    }

    /** The kernels of one kind make room for those of the other: a GPU may have memory for one of a large network. */
    private StepPool training() {
        closeMeasuring();
        return steps;
    }

    /** Pools the statistics of the minibatches, each weighted by its examples. The state is without optimizer state. */
    private WorkerResult measured(BatchFeed feed, ModelState state, Device device) {
        steps.close();
        WeightedAverage pooled = new WeightedAverage(spec.modelSpec().runningStatistics());
        return measuring(device).use(device, step -> {
            WorkerResult result = step.run(state, Collections.emptyIterator(), 0, 0);
            while (feed.hasNext()) {
                Batch batch = feed.next();
                WorkerResult one =
                        step.run(state, List.of(batch.completing(batch.size())).iterator(), 0, 0);
                pooled.add(one.examples(), one.state().parameters());
                result = one.after(result);
            }
            FlatVector means = result.examples() == 0 ? state.parameters() : pooled.result();
            return result.with(new ModelState(means, state.updaterState()));
        });
    }

    /** Opened when the first statistics are measured. */
    private synchronized StepPool measuring(Device device) {
        if (measuring == null) {
            measuring = new StepPool(MeasuringModel.of(spec.model()), spec.kernel(), StepRule.NONE, device);
        }
        return measuring;
    }

    @Override
    public Predictions evaluate(Part part, ModelState state, Device device) {
        int batchSize = spec.kernelBatch();
        ExampleSource source = heldOut.get(part.split());
        try (BatchFeed feed = source.feed(source.part(part.index(), part.parts(), batchSize))) {
            return training().use(device, step -> step.evaluate(state, feed, spec.classes()));
        }
    }

    @Override
    public void close() {
        steps.close();
        closeMeasuring();
        train.close();
        heldOut.values().forEach(ExampleSource::close);
        cache.close();
    }

    private synchronized void closeMeasuring() {
        if (measuring != null) {
            measuring.close();
        }
    }

    /** Returns the number of kernels that no task uses. */
    synchronized int idleKernels() {
        return steps.idle() + (measuring == null ? 0 : measuring.idle());
    }

    private EpochOrder order(int epoch) {
        EpochOrder known = lastOrder;
        if (known == null || known.epoch() != epoch) {
            known = spec.data().sampling() == Sampling.SHUFFLE
                    ? spec.plan().order(epoch)
                    : spec.plan().order(epoch, train::classes);
            lastOrder = known;
        }
        return known;
    }
}
