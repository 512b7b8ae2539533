package dev.convoy.jobs;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;

/**
 * Kills an executor after its map outputs are written and before they are fetched. Spark's driver loads it by {@code
 * spark.extraListeners}.
 *
 * <p>When the last map task of a round still runs elsewhere, an executor that has finished its own is frozen, so that
 * the fetches that follow wait for it; then it is killed under them.
 */
public final class KillInShuffle extends SparkListener {
    /** Spark property: in which jobs, by number, or the next one in which it can be done. */
    static final String JOBS = "spark.convoy.test.killInJobs";

    private static final long FROZEN_MILLIS = 700;

    private final NavigableSet<Integer> jobs = new TreeSet<>();
    private final Map<Long, String> running = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private int mapStage = -1;
    private int left;

    public KillInShuffle(SparkConf conf) {
        for (String job : conf.get(JOBS).split(",", -1)) {
            jobs.add(Integer.valueOf(job));
        }
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
        mapStage = -1;
        if (!jobs.isEmpty() && job.jobId() >= jobs.first() && job.stageInfos().size() == 2) {
            StageInfo first = job.stageInfos().apply(0);
            StageInfo second = job.stageInfos().apply(1);
            StageInfo map = first.stageId() < second.stageId() ? first : second;
            mapStage = map.stageId();
            left = map.numTasks();
        }
        running.clear();
        finished.clear();
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (start.stageId() == mapStage) {
            running.put(start.taskInfo().taskId(), start.taskInfo().executorId());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.stageId() != mapStage || end.reason() != Success$.MODULE$) {
            return;
        }
        running.remove(end.taskInfo().taskId());
        finished.add(end.taskInfo().executorId());
        left--;
        if (left == 1 && running.size() == 1) {
            finished.removeAll(running.values());
            new ClusterProcesses(ProcessHandle.current())
                    .executors().stream()
                            .filter(executor -> finished.contains(executor.id()))
                            .findFirst()
                            .ifPresent(this::killUnderFetches);
        }
    }

    private void killUnderFetches(Executor executor) {
        executor.signal("STOP");
        jobs.pollFirst();
        mapStage = -1;
        new Thread(() -> {
                    RunWatch.pause(FROZEN_MILLIS);
                    executor.kill();
                })
                .start();
    }
}
