package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.rdd.RddTraining;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;

/**
 * The settings of {@link ConvoyTrainingMaster.Builder}, as the master's JSON has them.
 *
 * @param numWorkers number of workers; null for the number of the cluster's task slots at the first fit
 * @param rngSeed seed; null for the network's own
 * @param exportDirectory folder; null for {@code dl4j} in Hadoop's {@code hadoop.tmp.dir}
 */
record MasterSettings(
        Integer numWorkers,
        int batchSizePerWorker,
        int averagingFrequency,
        boolean saveUpdater,
        Long rngSeed,
        String exportDirectory,
        String engine,
        Precision precision,
        boolean collectTrainingStats) {
    MasterSettings {
        // These two are not in the JSON of Deeplearning4j's own master.
        engine = engine == null ? KernelLookup.AUTO : engine;
        precision = precision == null ? Precision.FLOAT32 : precision;
        requirePositive("numWorkers", numWorkers == null ? 1 : numWorkers);
        requirePositive("batchSizePerWorker", batchSizePerWorker);
        requirePositive("averagingFrequency", averagingFrequency);
    }

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new InvalidInputException(name + " must be >= 1", value, "Set it to 1 or more.");
        }
    }

    MasterSettings collecting(boolean collect) {
        return new MasterSettings(
                numWorkers,
                batchSizePerWorker,
                averagingFrequency,
                saveUpdater,
                rngSeed,
                exportDirectory,
                engine,
                precision,
                collect);
    }

    RddTraining.Settings training(int workers, long networkSeed) {
        return new RddTraining.Settings(
                workers,
                averagingFrequency,
                batchSizePerWorker,
                rngSeed == null ? networkSeed : rngSeed,
                engine,
                precision,
                saveUpdater);
    }
}
