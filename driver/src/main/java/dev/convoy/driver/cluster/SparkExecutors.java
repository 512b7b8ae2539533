package dev.convoy.driver.cluster;

import dev.convoy.driver.control.Executors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

/** Spark's executors on a cluster; threads in the driver's process are not given back. */
public record SparkExecutors(SparkContext spark) implements Executors {
    private static final Logger LOG = LoggerFactory.getLogger(SparkExecutors.class);
    /** Set while the executors are given back, for {@link ExecutorWait}. */
    private static final String GIVEN_BACK = "convoy.executors-given-back";

    private static final int DEFAULT_INSTANCES = 2;

    static boolean areGivenBack(SparkContext spark) {
        return spark.conf().getBoolean(GIVEN_BACK, false);
    }

    /** Whether the application may be waiting for executors that it has asked for. */
    static boolean mayBeMissing(SparkContext spark) {
        // With dynamic allocation, Spark asks for as many as its tasks need. The driver is listed with the executors.
        return !areGivenBack(spark)
                && (DynamicAllocation.isOn(spark.conf())
                        || spark.getExecutorMemoryStatus().size() - 1 < wanted(spark.conf()));
    }

    @Override
    public void giveBack() {
        if (spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend cluster) {
            spark.conf().set(GIVEN_BACK, "true");
            // First the number that is wanted, or the manager would start others in their place.
            // With dynamic allocation and two kinds, Spark forgets the other kind's number only after a moment.
            none(cluster);
            cluster.killExecutors(cluster.getExecutorIds(), false, false, true);
        } else {
            LOG.info("this master has no executors to give back");
        }
    }

    @Override
    public void request() {
        if (spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend) {
            spark.conf().remove(GIVEN_BACK);
            spark.requestTotalExecutors(wanted(spark.conf()), 0, Map$.MODULE$.empty());
        }
    }

    /** Asks for no executor of any kind. */
    private void none(CoarseGrainedSchedulerBackend cluster) {
        Map<Object, Object> none = Map$.MODULE$.empty();
        none = none.$plus(Tuple2.apply(ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID(), 0));
        for (ExecutorSummary executor :
                JavaConverters.seqAsJavaList(spark.statusStore().executorList(true))) {
            none = none.$plus(Tuple2.apply(executor.resourceProfileId(), 0));
        }
        cluster.requestTotalExecutors(none, none, Map$.MODULE$.empty());
    }

    /** Returns the number with which an application starts. */
    private static int wanted(SparkConf conf) {
        if (DynamicAllocation.isOn(conf)) {
            // Spark adds what the next tasks need.
            return Math.max(1, conf.getInt("spark.dynamicAllocation.initialExecutors", 1));
        }
        String master = conf.get("spark.master", "");
        // A standalone master gives as many as spark.cores.max allows.
        return master.startsWith("spark:") || master.startsWith("local-cluster")
                ? conf.getInt("spark.executor.instances", Integer.MAX_VALUE)
                : conf.getInt("spark.executor.instances", DEFAULT_INSTANCES);
    }
}
