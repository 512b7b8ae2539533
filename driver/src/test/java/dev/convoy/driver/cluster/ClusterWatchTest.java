package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.apache.spark.scheduler.ExecutorDecommission;
import org.apache.spark.scheduler.ExecutorExited;
import org.apache.spark.scheduler.ExecutorKilled$;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

class ClusterWatchTest {
    private final ClusterWatch watch = new ClusterWatch(profile -> 1);

    @BeforeEach
    void startJob() {
        startJob(0, watch.name);
    }

    private void startJob(int job, String countedBy) {
        Properties properties = new Properties();
        properties.setProperty(ClusterWatch.COUNTED_BY, countedBy);
        watch.onJobStart(new SparkListenerJobStart(job, 0, seq(List.of(stage(7 + job), stage(8 + job))), properties));
    }

    private static StageInfo stage(int id) {
        return new StageInfo(
                id, 0, "", 2, seq(List.of()), seq(List.of()), "", null, seq(List.of()), Option.empty(), 0, false, 0);
    }

    private static <T> Seq<T> seq(List<T> values) {
        return JavaConverters.asScalaBuffer(values).toSeq();
    }

    /** A user's own jobs run in the same application. */
    @Test
    void tasksOfOtherJobsDoNotCount() {
        startJob(10, "another");
        start(17, 0, 0, 0, false);
        start(17, 0, 0, 1, false);

        assertThat(watch.counters().tasksRetried()).isZero();
    }

    @Test
    void aTaskStartedAgainInItsStageOrInALaterAttemptOfTheStageIsRetried() {
        start(7, 0, 0, 0, false);
        start(7, 0, 1, 0, false);
        start(8, 0, 0, 0, false);
        assertThat(watch.counters().tasksRetried()).isZero();

        start(7, 0, 1, 1, false);
        start(7, 1, 0, 0, false);
        assertThat(watch.counters().tasksRetried()).isEqualTo(2);
    }

    @Test
    void aTaskFirstStartedInALaterAttemptOfItsStageIsNotRetried() {
        start(7, 0, 0, 0, false);
        start(7, 1, 1, 0, false);

        assertThat(watch.counters().tasksRetried()).isZero();
    }

    @Test
    void speculativeCopiesAreNotRetries() {
        start(7, 0, 0, 0, false);
        start(7, 0, 0, 1, true);

        assertThat(watch.counters().tasksRetried()).isZero();
    }

    @Test
    void nothingIsKeptOfAJobThatHasEnded() {
        start(7, 0, 0, 0, false);
        watch.onJobEnd(new SparkListenerJobEnd(0, 0, JobSucceeded$.MODULE$));
        start(7, 0, 0, 0, false);
        startJob(0, watch.name);
        start(7, 0, 0, 0, false);

        assertThat(watch.counters().tasksRetried()).isZero();
    }

    @Test
    void anExecutorIsLostOnceAlsoWhenSparkTellsTwice() {
        removed("1", new ExecutorExited(137, true, "Command exited with code 137"));
        removed("1", new ExecutorExited(137, true, "Command exited with code 137"));
        removed("2", new ExecutorExited(134, true, "Command exited with code 134"));

        assertThat(watch.counters().executorsLost()).isEqualTo(2);
    }

    @Test
    void executorsGivenBackOrDecommissionedAreNotLost() {
        removed("1", ExecutorKilled$.MODULE$);
        removed("1", new ExecutorLossReason("Worker shutting down"));
        removed("2", new ExecutorDecommission(Option.empty(), "Decommissioned by the cluster"));

        assertThat(watch.counters().executorsLost()).isZero();
    }

    private void start(int stage, int stageAttempt, int partition, int attempt, boolean speculative) {
        TaskInfo task = new TaskInfo(0, partition, attempt, partition, 0, "1", "host", TaskLocality.ANY(), speculative);
        watch.onTaskStart(new SparkListenerTaskStart(stage, stageAttempt, task));
    }

    private void removed(String executor, ExecutorLossReason reason) {
        watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, executor, reason.toString()));
    }
}
