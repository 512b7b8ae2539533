package dev.convoy.driver.dl4j;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;

/**
 * The properties of {@link ConvoyTrainingMaster}, with the names that they have in {@code
 * ParameterAveragingTrainingMaster}. Those that say so are kept and have no effect. Masters with the same settings are
 * equal.
 */
public abstract class MasterProperties implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private MasterSettings settings;
    private Unused unused = new Unused(1, 2, 0, 0);

    /** Settings of Deeplearning4j's own master that have no meaning here; aggregationDepth has its default. */
    private record Unused(
            int rddDataSetNumExamples, int aggregationDepth, int prefetchNumBatches, int iterationCount) {}

    MasterProperties(MasterSettings settings) {
        this.settings = settings;
    }

    MasterSettings settings() {
        return settings;
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        settings = settings.collecting(collect);
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return settings.collectTrainingStats();
    }

    public boolean isSaveUpdater() {
        return settings.rounds().saveUpdater();
    }

    public void setSaveUpdater(boolean save) {
        settings = settings.with(settings.rounds().saving(save));
    }

    /** Returns W; null if it follows the cluster. */
    public Integer getNumWorkers() {
        return settings.rounds().numWorkers();
    }

    public void setNumWorkers(Integer workers) {
        settings = settings.with(settings.rounds().workers(workers));
    }

    public int getAveragingFrequency() {
        return settings.rounds().averagingFrequency();
    }

    public void setAveragingFrequency(int minibatches) {
        settings = settings.with(settings.rounds().averaging(minibatches));
    }

    public int getRddDataSetNumExamples() {
        return unused.rddDataSetNumExamples();
    }

    /** Has no effect: Convoy counts the examples. */
    public void setRddDataSetNumExamples(int examples) {
        unused = new Unused(examples, unused.aggregationDepth, unused.prefetchNumBatches, unused.iterationCount);
    }

    public int getAggregationDepth() {
        return unused.aggregationDepth();
    }

    /** Has no effect: Convoy's average is one shuffle, not a tree. */
    public void setAggregationDepth(int depth) {
        unused = new Unused(unused.rddDataSetNumExamples, depth, unused.prefetchNumBatches, unused.iterationCount);
    }

    public int getPrefetchNumBatches() {
        return unused.prefetchNumBatches();
    }

    /** Has no effect: a task always reads ahead of its kernel. */
    public void setPrefetchNumBatches(int minibatches) {
        unused = new Unused(unused.rddDataSetNumExamples, unused.aggregationDepth, minibatches, unused.iterationCount);
    }

    public int getIterationCount() {
        return unused.iterationCount();
    }

    /** Has no effect: the network counts its iterations. */
    public void setIterationCount(int iterations) {
        unused = new Unused(
                unused.rddDataSetNumExamples, unused.aggregationDepth, unused.prefetchNumBatches, iterations);
    }

    /** Returns no hooks: there are none. */
    public Collection<TrainingHook> getTrainingHookList() {
        return List.of();
    }

    /** @throws UnsupportedOperationException if there are any */
    public void setTrainingHookList(Collection<TrainingHook> hooks) {
        requireNone(hooks);
    }

    static void requireNone(Collection<TrainingHook> hooks) {
        if (hooks != null && !hooks.isEmpty()) {
            throw noHooks();
        }
    }

    static UnsupportedOperationException noHooks() {
        return new UnsupportedOperationException("Convoy's workers have no training hooks. Use a TrainingListener.");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MasterProperties master && settings.equals(master.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return "ConvoyTrainingMaster" + toJson();
    }
}
