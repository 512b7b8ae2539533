package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final String ABORTED = "Job aborted due to stage failure: Task 3 in stage 7.1 failed %d times, most"
            + " recent failure: Lost task 3.7 in stage 7.1 (TID 91) (10.0.0.7 executor 5): %s\nDriver stacktrace:";

    @Test
    void ourOwnWordsComeFirst() {
        Throwable data = new UncheckedIOException(
                new IOException(new InvalidInputException("a file must be whole", "x.gz", "Copy it again.")));

        assertThat(Failures.oneLine(data)).isEqualTo("a file must be whole. Given: x.gz. Copy it again.");
        assertThat(Failures.oneLine(new SparkException(ABORTED.formatted(8, "..."), data)))
                .isEqualTo("task 3 failed 8 times; last error: a file must be whole. Given: x.gz. Copy it again."
                        + " Fix the cause and run the same command again: it continues from the last checkpoint.");
    }

    @Test
    void aTaskThatLostItsExecutorsHasNoOtherReason() {
        String lost =
                "ExecutorLostFailure (executor 5 exited caused by one of the running tasks) Reason: Command exited"
                        + " with code 137";

        assertThat(Failures.hasLostExecutors(new SparkException(ABORTED.formatted(8, lost))))
                .isTrue();
        assertThat(Failures.hasLostExecutors(new SparkException(ABORTED.formatted(8, "..."), new IOException())))
                .isFalse();
        assertThat(Failures.hasLostExecutors(
                        new SparkException(ABORTED.formatted(8, "java.lang.IllegalStateException: x"))))
                .isFalse();
        assertThat(Failures.hasLostExecutors(new SparkException("Job 3 cancelled")))
                .isFalse();
        assertThat(Failures.hasLostExecutors(
                        new SparkException("Job aborted due to stage failure: ResultStage 9 (reduce)"
                                + " has failed the maximum allowable number of times: 4. Most recent failure reason:\n"
                                + "org.apache.spark.shuffle.FetchFailedException: Failed to connect to host")))
                .isTrue();
        assertThat(Failures.oneLine(new SparkException(ABORTED.formatted(8, lost))))
                .isEqualTo("task 3 failed 8 times; last error: " + lost + ". The executors' own logs may say more."
                        + " Fix the cause and run the same command again: it continues from the last checkpoint.");
    }

    @Test
    void anUnreachableHostIsNamedAndIsNoWrongSetting() {
        IOException refused = new ConnectException("Call From a to node:8020 failed: Connection refused");
        refused.initCause(new ConnectException("Connection refused"));
        Throwable ofTask = new SparkException(ABORTED.formatted(4, "..."), new UncheckedIOException(refused));
        Throwable setting = new InvalidInputException(
                "data.train must be on a host that is known here", "x", "", new UnknownHostException("x"));

        assertThat(Failures.oneLine(refused))
                .isEqualTo("ConnectException: Call From a to node:8020 failed: Connection refused");
        assertThat(Failures.isUnreachable(refused)).isTrue();
        assertThat(Failures.isUnreachable(ofTask)).isTrue();
        assertThat(Failures.isUnreachable(setting)).isFalse();
        assertThat(Failures.isUnreachable(new IOException("truncated"))).isFalse();
    }

    @Test
    void otherFailuresAreTheirKindAndTheirFirstLine() {
        assertThat(Failures.oneLine(new SparkException(ABORTED.formatted(1, "..."), new NullPointerException())))
                .startsWith("task 3 failed once: NullPointerException. Fix the cause");
        assertThat(Failures.oneLine(new IllegalStateException("one\ntwo"))).isEqualTo("IllegalStateException: one");
        assertThat(Failures.oneLine(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
