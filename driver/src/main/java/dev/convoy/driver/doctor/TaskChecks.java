package dev.convoy.driver.doctor;

import dev.convoy.driver.config.JobConfig.Averaging;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Cores of executors and tasks, threads, and retries. */
final class TaskChecks {
    static final List<Check> ALL = List.of(
            TaskChecks::cores,
            TaskChecks::unusedCores,
            TaskChecks::localCores,
            TaskChecks::threads,
            TaskChecks::idleExecutors,
            TaskChecks::failures);

    private TaskChecks() {}

    private static OptionalInt executorCores(Facts facts) {
        return facts.spark().executorCores(facts.cluster().cores());
    }

    private static Optional<Finding> cores(Facts facts) {
        int cpus = facts.spark().taskCpus();
        OptionalInt cores = executorCores(facts);
        if (cores.isEmpty() || cores.getAsInt() >= cpus) {
            return Optional.empty();
        }
        String more = facts.spark().hasMachines()
                ? "Add --conf spark.executor.cores=" + cpus + " after --."
                : "Add --conf spark.task.cpus=" + cores.getAsInt() + " after --, or name a master with more cores.";
        return Optional.of(Finding.error(
                "task-cpus",
                "an executor must have the cores of a task, spark.task.cpus",
                cores.getAsInt() + " cores, and " + cpus + " for a task",
                "Spark refuses the job when it starts, or waits for such an executor without end.",
                more));
    }

    private static Optional<Finding> unusedCores(Facts facts) {
        int cpus = facts.spark().taskCpus();
        int cores = executorCores(facts).orElse(cpus);
        if (cores <= cpus || cores % cpus == 0) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "unused-cores",
                "an executor's cores should be a multiple of spark.task.cpus",
                cores + " cores, and " + cpus + " for a task",
                cores % cpus + " cores of each executor are reserved and compute nothing.",
                "Add --conf spark.executor.cores=" + cores / cpus * cpus + " after --."));
    }

    private static Optional<Finding> localCores(Facts facts) {
        int machine = facts.cluster().cores();
        int threads = executorCores(facts).orElse(0);
        // The presets have two tasks, also on a machine with one core.
        if (!facts.spark().isLocal() || threads <= Math.max(2, machine)) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "local-cores",
                "a local master should have no more threads than the machine has cores",
                facts.spark().master() + " with " + machine + " cores",
                "The kernels of the tasks wait for each other, so each round takes longer than with fewer tasks.",
                "Add --master 'local[" + machine + "]' after --."));
    }

    private static Optional<Finding> threads(Facts facts) {
        String cpus = Integer.toString(facts.spark().taskCpus());
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            String key = "spark.executorEnv." + variable;
            String given = facts.spark().get(key, cpus);
            if (!given.equals(cpus)) {
                return Optional.of(Finding.warning(
                        "kernel-threads",
                        variable + " of executors should be spark.task.cpus",
                        given + " with spark.task.cpus=" + cpus,
                        "Libraries outside the kernels start that number of threads in each task, and the tasks of an"
                                + " executor compete for its cores.",
                        "Leave " + key + " out, or add --conf spark.task.cpus=" + given + " after --."));
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> idleExecutors(Facts facts) {
        SparkSettings spark = facts.spark();
        Averaging averaging = facts.job().train().averaging();
        int tasks = averaging.taskCount();
        int slots = Math.max(1, executorCores(facts).orElse(1) / spark.taskCpus());
        int executors = spark.number("spark.executor.instances", 0);
        boolean isFixed = spark.isYarn() || spark.isKubernetes();
        if (!isFixed || (long) (executors - 1) * slots < tasks) {
            return Optional.empty();
        }
        int needed = (tasks + slots - 1) / slots;
        return Optional.of(Finding.warning(
                "idle-executors",
                "there should be no more executors than train.workers keeps busy",
                executors + " executors of " + slots + " tasks with train.workers=" + averaging.workers()
                        + (tasks < averaging.workers() ? ", " + tasks + " tasks" : ""),
                executors - needed + " executors are held for the whole run and never get a task.",
                "Add --num-executors " + needed + " after --, or set -D train.workers="
                        + executors * slots * averaging.tasks().workersPerTask() + "."));
    }

    private static Optional<Finding> failures(Facts facts) {
        boolean survives = facts.spark().isLocal() || facts.spark().number("spark.task.maxFailures", 4) > 1;
        return survives
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "task-failures",
                        "spark.task.maxFailures should be greater than 1",
                        1,
                        "The first task that fails, on a machine with a full disk for example, ends the run.",
                        "Add --conf spark.task.maxFailures=8 after --."));
    }
}
