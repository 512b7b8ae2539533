package dev.convoy.driver.spark;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Trains and averages in two stages: the workers' tasks cut their results into slices; one shuffle brings slice k of
 * every worker to one task, which sums in worker order. The driver receives one vector, whatever W is. If there are
 * executors of two kinds, each kind's workers are a stage of the job.
 */
final class ShuffledAverage {
    private static final ClassTag<WorkerSlice> SLICE = ClassTag$.MODULE$.apply(WorkerSlice.class);

    private ShuffledAverage() {}

    /**
     * @param numbers numbers of the workers of each kind of executors, in worker order
     * @param averaged receives the averaged slices
     */
    static void run(List<JavaRDD<Integer>> numbers, TrainWorker train, StateAssembly averaged) {
        Slicing slicing = train.slicing();
        RDD<Tuple2<Integer, WorkerSlice>> shuffled = numbers.stream()
                .map(ofKind -> ofKind.flatMapToPair(train)
                        .repartitionAndSortWithinPartitions(new SlicePartitioner(slicing), Comparator.naturalOrder())
                        .rdd())
                .reduce(ShuffledAverage::inWorkerOrder)
                .orElseThrow();
        AverageSlices average = new AverageSlices(slicing, train.times().averaging());
        shuffled.sparkContext().runJob(shuffled, average, averaged, SLICE);
        // Of a job that is interrupted, tasks still write to the shuffle; Spark removes it later.
        shuffled.cleanShuffleDependencies(false);
    }

    /** Two stages of one job, which run at the same time: Spark accepts one kind of executors in a stage. */
    private static RDD<Tuple2<Integer, WorkerSlice>> inWorkerOrder(
            RDD<Tuple2<Integer, WorkerSlice>> first, RDD<Tuple2<Integer, WorkerSlice>> second) {
        return first.toJavaRDD()
                .zipPartitions(second.toJavaRDD(), new InWorkerOrder())
                .rdd();
    }
}
