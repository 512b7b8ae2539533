package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what {@code submit.sh} itself refuses, and one line that comes from the verb through spark-submit. */
class BadInputIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train -D train.epoch=2          | error: a key must be one of reference.conf's. Given: train.epoch. Did you mean train.epochs?",
                "train --cluster yarn            | error: master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR. Given: neither.",
                "train --cluster nowhere         | error: --cluster must name a file of conf/cluster. Given: nowhere.",
            })
    void oneLineAndNothingWritten(String command, String message) throws Exception {
        Path run = folder.resolve("run");
        List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ")));
        arguments.addAll(List.of("-D", "run.dir=" + run));

        assertRefused(message, Submission.run(arguments.toArray(String[]::new)));
        assertThat(run).doesNotExist();
    }

    @Test
    void aDriverInTheClusterNeedsARunFolderThere() throws Exception {
        assertRefused(
                "error: run.dir must be set in cluster deploy mode, where the driver runs on another machine.",
                Submission.run("train", "--cluster", "standalone", "--", "--deploy-mode", "cluster"));
    }

    private static void assertRefused(String message, Submission submission) {
        assertThat(submission.code()).as(submission.why()).isEqualTo(2);
        assertThat(submission.error().strip()).startsWith(message).doesNotContain("\n");
    }
}
