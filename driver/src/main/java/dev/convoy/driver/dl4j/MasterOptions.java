package dev.convoy.driver.dl4j;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Collection;
import java.util.List;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;

/**
 * The options of {@link ConvoyTrainingMaster.Builder}. Names and defaults are those of {@code
 * ParameterAveragingTrainingMaster.Builder}, except that {@code saveUpdater} is on.
 *
 * @param <B> the builder
 */
public abstract class MasterOptions<B extends MasterOptions<B>> {
    private final Integer numWorkers;
    private int batchSizePerWorker = 16;
    private int averagingFrequency = 5;
    private boolean saveUpdater = true;
    private Long rngSeed;
    private String exportDirectory;
    private String engine = KernelLookup.AUTO;
    private Precision precision;
    private boolean collectTrainingStats;

    MasterOptions(Integer numWorkers) {
        this.numWorkers = numWorkers;
    }

    abstract B self();

    /** Sets the number of examples in a minibatch of each worker. */
    public B batchSizePerWorker(int examples) {
        this.batchSizePerWorker = examples;
        return self();
    }

    /** Sets τ, the number of minibatches of each worker between two averages. */
    public B averagingFrequency(int minibatches) {
        this.averagingFrequency = minibatches;
        return self();
    }

    /**
     * Sets whether optimizer state is averaged and kept; if not, each round starts with the network's optimizer
     * state. On by default.
     */
    public B saveUpdater(boolean save) {
        this.saveUpdater = save;
        return self();
    }

    /**
     * Sets the seed of the order of examples and of dropout masks; by default the seed of the network's
     * configuration.
     */
    public B rngSeed(long seed) {
        this.rngSeed = seed;
        return self();
    }

    /**
     * Sets the folder of the export, on a file system that all executors see; by default {@code dl4j} in {@code
     * hadoop.tmp.dir}.
     */
    public B exportDirectory(String directory) {
        this.exportDirectory = directory;
        return self();
    }

    public B collectTrainingStats(boolean collect) {
        this.collectTrainingStats = collect;
        return self();
    }

    /**
     * Sets the engine, as the key {@code kernel.engine} does; by default the fastest that can train the network.
     */
    public B engine(String name) {
        this.engine = name;
        return self();
    }

    /** Sets the arithmetic; by default that of the network's data type: float64 for {@code DOUBLE}, else float32. */
    public B precision(Precision of) {
        this.precision = of;
        return self();
    }

    /** @throws UnsupportedOperationException if there are any */
    public B trainingHooks(Collection<TrainingHook> hooks) {
        MasterProperties.requireNone(hooks);
        return self();
    }

    /** @throws UnsupportedOperationException if there are any */
    public B trainingHooks(TrainingHook... hooks) {
        return trainingHooks(List.of(hooks));
    }

    /** Ignored: Convoy reads the shards once and keeps them, so there is nothing to prefetch. */
    public B workerPrefetchNumBatches(int ignored) {
        return self();
    }

    /** Ignored: Convoy's average is one shuffle, not a tree. */
    public B aggregationDepth(int ignored) {
        return self();
    }

    /** Ignored: the seed, not the partitions, decides which worker has which example. */
    public B repartionData(Repartition ignored) {
        return self();
    }

    /** Ignored, like {@link #repartionData}. */
    public B repartitionStrategy(RepartitionStrategy ignored) {
        return self();
    }

    /** Ignored: Convoy always trains from exported shards, and caches no RDD. */
    public B rddTrainingApproach(RDDTrainingApproach ignored) {
        return self();
    }

    /** Ignored, like {@link #rddTrainingApproach}. */
    public B storageLevel(StorageLevel ignored) {
        return self();
    }

    /** Ignored, like {@link #rddTrainingApproach}. */
    public B storageLevelStreams(StorageLevel ignored) {
        return self();
    }

    MasterSettings settings() {
        return new MasterSettings(
                new MasterSettings.Rounds(numWorkers, batchSizePerWorker, averagingFrequency, saveUpdater),
                rngSeed,
                exportDirectory,
                engine,
                precision,
                collectTrainingStats);
    }
}
