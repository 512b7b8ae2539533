package dev.convoy.driver.cluster;

import dev.convoy.base.InvalidInputException;
import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * The limits that the driver's settings impose, in bytes.
 *
 * @param heap {@code spark.driver.memory}
 * @param results {@code spark.driver.maxResultSize}; 0 if unlimited
 */
public record DriverLimits(long heap, long results) {
    /** The state that is sent, Spark's serialized copy of it, and the average that is received. */
    private static final int COPIES = 3;
    /** Upper bound of what Spark adds to the result of each task. */
    private static final long RESULT_OVERHEAD = 16 << 10;

    public static DriverLimits of(SparkConf spark) {
        return new DriverLimits(
                Runtime.getRuntime().maxMemory(), spark.getSizeAsBytes("spark.driver.maxResultSize", "1g"));
    }

    /**
     * @throws InvalidInputException if a round cannot succeed with a state of this size, which is returned in slices
     */
    public void require(long stateBytes, int slices) {
        long incoming = incoming(stateBytes, slices);
        if (!receives(stateBytes, slices)) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT,
                            "spark.driver.maxResultSize must be at least the size of a round's average, %d MiB",
                            mebibytes(incoming)),
                    mebibytes(results) + " MiB",
                    "Add --conf spark.driver.maxResultSize=0 after --; 0 means that the driver's memory is the limit.");
        }
        if (COPIES * stateBytes > heap) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT,
                            "the driver's heap must hold %d copies of the model's state of %d MiB",
                            COPIES,
                            mebibytes(stateBytes)),
                    mebibytes(heap) + " MiB",
                    String.format(
                            Locale.ROOT,
                            "Add --driver-memory %dm after --.",
                            COPIES * mebibytes(stateBytes) * 5 / 4 + 256));
        }
    }

    /** Whether Spark lets the tasks of a job return so many bytes. */
    public boolean receives(long bytes, int tasks) {
        return results == 0 || incoming(bytes, tasks) <= results;
    }

    private static long incoming(long bytes, int tasks) {
        return bytes + tasks * RESULT_OVERHEAD;
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
