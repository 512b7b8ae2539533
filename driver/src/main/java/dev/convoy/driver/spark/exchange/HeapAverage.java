package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.ModelState;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function2;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Trains in one stage and averages on the driver's threads, slice by slice as tasks would: for local mode, where the
 * tasks' results are on the driver's heap already. A second stage costs as long as one of LeNet's steps.
 */
public final class HeapAverage {
    /** All workers' results together take at most this share of the heap; without a shuffle, none is in a file. */
    private static final int SHARE_OF_HEAP = 16;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final ClassTag<Tuple2<Integer, WorkerSlice>[]> RETURNED =
            (ClassTag) ClassTag$.MODULE$.apply(Tuple2[].class);

    private HeapAverage() {}

    /** Whether driver and tasks share a heap that has room for the results of all workers. */
    public static boolean suits(SparkContext spark, Slicing slicing, ModelState state) {
        return spark.isLocal()
                && slicing.workers() * state.bytes() <= Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    /**
     * @param workers the numbers of each task's workers, one array in a partition
     * @param start the driver's own value of {@link WorkerTask#start}
     * @param averaged receives the averaged slices
     */
    public static void run(
            RDD<int[]> workers, WorkerTask task, RoundState start, Slicing slicing, StateAssembly averaged) {
        Function2<Object, Tuple2<Integer, WorkerSlice>[], BoxedUnit> receive = (partition, returned) -> {
            for (Tuple2<Integer, WorkerSlice> one : returned) {
                start.leave(one._1(), one._2().result());
            }
            return BoxedUnit.UNIT;
        };
        workers.sparkContext().runJob(workers, new TrainOnHeap(task, slicing), receive, RETURNED);
        double seconds = IntStream.range(0, slicing.slices())
                .parallel()
                .mapToDouble(slice -> {
                    long before = System.nanoTime();
                    averaged.apply(
                            slice,
                            AverageSlices.average(
                                    slicing,
                                    IntStream.range(0, slicing.workers())
                                            .mapToObj(worker -> slicing.slice(slice, start.result(worker))
                                                    .copy())
                                            .iterator()));
                    return (System.nanoTime() - before) / 1e9;
                })
                .sum();
        task.averaging().add(seconds);
    }
}
