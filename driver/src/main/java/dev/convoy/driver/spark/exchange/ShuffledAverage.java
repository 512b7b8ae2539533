package dev.convoy.driver.spark.exchange;

import dev.convoy.driver.cluster.ResourceProfiles;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Tuple2;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Trains and averages in two stages: the workers' tasks cut their results into slices; one shuffle brings slice k of
 * every worker to one task, which sums in worker order. The driver receives one vector, whatever W is. If there are
 * executors of two kinds, each kind's workers are a stage of the job.
 */
public final class ShuffledAverage {
    private static final ClassTag<Integer> NUMBER = ClassTag$.MODULE$.apply(Integer.class);
    private static final ClassTag<SliceRange> CUT = ClassTag$.MODULE$.apply(SliceRange.class);
    private static final ClassTag<WorkerSlice> SLICE = ClassTag$.MODULE$.apply(WorkerSlice.class);

    private ShuffledAverage() {}

    /**
     * @param numbers numbers of the workers of each kind of executors, in worker order
     * @param averaged receives the averaged slices
     */
    public static void run(List<JavaRDD<Integer>> numbers, WorkerTask task, Slicing slicing, StateAssembly averaged) {
        TrainAndCut train = new TrainAndCut(task, slicing);
        RDD<Tuple2<Integer, WorkerSlice>> shuffled = numbers.stream()
                .map(ofKind -> shuffled(ofKind.flatMapToPair(train).rdd(), slicing))
                .reduce(ShuffledAverage::inWorkerOrder)
                .orElseThrow();
        if (slicing.slices() > 1) {
            ResourceProfiles.ofAverages(shuffled.sparkContext()).ifPresent(shuffled::withResources);
        }
        AverageSlices average = new AverageSlices(slicing, task.averaging());
        shuffled.sparkContext().runJob(shuffled, average, averaged, SLICE);
        // Of a job that is interrupted, tasks still write to the shuffle; Spark removes it later.
        shuffled.cleanShuffleDependencies(false);
    }

    private static RDD<Tuple2<Integer, WorkerSlice>> shuffled(RDD<Tuple2<Integer, SliceRange>> cut, Slicing slicing) {
        return new ShuffledRDD<Integer, SliceRange, WorkerSlice>(cut, new SlicePartitioner(slicing), NUMBER, CUT, SLICE)
                .setSerializer(new SliceSerializer())
                .setKeyOrdering(Ordering$.MODULE$.comparatorToOrdering(Comparator.<Integer>naturalOrder()));
    }

    /** Two stages of one job, which run at the same time: Spark accepts one kind of executors in a stage. */
    private static RDD<Tuple2<Integer, WorkerSlice>> inWorkerOrder(
            RDD<Tuple2<Integer, WorkerSlice>> first, RDD<Tuple2<Integer, WorkerSlice>> second) {
        return first.toJavaRDD()
                .zipPartitions(second.toJavaRDD(), new InWorkerOrder())
                .rdd();
    }
}
