package dev.convoy.driver.cluster;

import java.util.List;
import org.apache.spark.SparkConf;

/** The number of kernel threads of a task: one for each CPU of the task. Bits depend on it. */
public final class KernelThreads {
    private KernelThreads() {}

    /** Returns the number of kernel threads of a task. */
    public static int of(SparkConf conf) {
        return conf.getInt("spark.task.cpus", 1);
    }

    /**
     * Sets the environment of future executors, where the user has not. Each task sets the number of threads for its
     * kernels, but ND4J's OpenBLAS and other libraries would count the cores.
     *
     * @return the configuration given
     */
    public static SparkConf set(SparkConf conf) {
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            conf.setIfMissing("spark.executorEnv." + variable, Integer.toString(of(conf)));
        }
        // The launcher's Planner explains this value.
        conf.setIfMissing("spark.executorEnv.GOMP_SPINCOUNT", "300000");
        // glibc keeps freed memory for each thread; executors with many trainings, one after the other, grew by that.
        conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "2");
        return conf;
    }
}
