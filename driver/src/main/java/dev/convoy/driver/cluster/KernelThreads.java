package dev.convoy.driver.cluster;

import java.util.List;
import org.apache.spark.SparkConf;

/** How many threads the kernels of a task have: one for each CPU of the task. Bits depend on it. */
public final class KernelThreads {
    private KernelThreads() {}

    /** How many. */
    public static int of(SparkConf conf) {
        return conf.getInt("spark.task.cpus", 1);
    }

    /**
     * Tells the executors to come, unless the user has told them: kernels are told by each task, but ND4J's OpenBLAS and
     * what else counts cores is not.
     *
     * @return the configuration given
     */
    public static SparkConf set(SparkConf conf) {
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            conf.setIfMissing("spark.executorEnv." + variable, Integer.toString(of(conf)));
        }
        // The launcher's Planner says why.
        conf.setIfMissing("spark.executorEnv.GOMP_SPINCOUNT", "300000");
        return conf;
    }
}
