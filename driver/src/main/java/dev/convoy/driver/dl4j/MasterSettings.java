package dev.convoy.driver.dl4j;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.rdd.RddTraining;
import dev.convoy.driver.run.Json;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The settings of {@link ConvoyTrainingMaster.Builder}. The master's JSON has the fields of all parts on one level.
 *
 * @param rngSeed seed; null for the network's own
 * @param exportDirectory folder; null for {@code dl4j} in Hadoop's {@code hadoop.tmp.dir}
 * @param precision null for that of the network's data type
 */
record MasterSettings(
        @JsonUnwrapped Rounds rounds,
        Long rngSeed,
        String exportDirectory,
        String engine,
        Precision precision,
        boolean collectTrainingStats) {
    MasterSettings {
        // Not in the JSON of Deeplearning4j's own master.
        engine = engine == null ? KernelLookup.AUTO : engine;
    }

    /**
     * How the rounds are cut.
     *
     * @param numWorkers number of workers; null for the number of the cluster's task slots at the first fit
     */
    record Rounds(Integer numWorkers, int batchSizePerWorker, int averagingFrequency, boolean saveUpdater) {
        Rounds {
            requirePositive("numWorkers", numWorkers == null ? 1 : numWorkers);
            requirePositive("batchSizePerWorker", batchSizePerWorker);
            requirePositive("averagingFrequency", averagingFrequency);
        }

        Rounds workers(Integer workers) {
            return new Rounds(workers, batchSizePerWorker, averagingFrequency, saveUpdater);
        }

        Rounds averaging(int minibatches) {
            return new Rounds(numWorkers, batchSizePerWorker, minibatches, saveUpdater);
        }

        Rounds saving(boolean save) {
            return new Rounds(numWorkers, batchSizePerWorker, averagingFrequency, save);
        }
    }

    /** What is not in {@link Rounds}. */
    private record Rest(
            Long rngSeed, String exportDirectory, String engine, Precision precision, boolean collectTrainingStats) {}

    /** Reads the JSON of a master, Convoy's or Deeplearning4j's. */
    static MasterSettings parse(String json) throws IOException {
        Rounds rounds = Json.reader(Rounds.class).readValue(json);
        Rest rest = Json.reader(Rest.class).readValue(json);
        return new MasterSettings(
                rounds,
                rest.rngSeed(),
                rest.exportDirectory(),
                rest.engine(),
                rest.precision(),
                rest.collectTrainingStats());
    }

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new InvalidInputException(name + " must be >= 1", value, "Set it to 1 or more.");
        }
    }

    MasterSettings collecting(boolean collect) {
        return new MasterSettings(rounds, rngSeed, exportDirectory, engine, precision, collect);
    }

    MasterSettings with(Rounds other) {
        return new MasterSettings(other, rngSeed, exportDirectory, engine, precision, collectTrainingStats);
    }

    /** @param network data type of the network's parameters */
    Precision precisionFor(DataType network) {
        if (precision != null) {
            return precision;
        }
        return network == DataType.DOUBLE ? Precision.FLOAT64 : Precision.FLOAT32;
    }

    RddTraining.Settings training(int workers, long networkSeed, Precision used) {
        return new RddTraining.Settings(
                workers,
                rounds.averagingFrequency(),
                rounds.batchSizePerWorker(),
                rngSeed == null ? networkSeed : rngSeed,
                engine,
                used,
                rounds.saveUpdater());
    }
}
