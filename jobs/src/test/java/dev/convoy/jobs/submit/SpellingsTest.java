package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.jobs.submit.arguments.LauncherArguments;
import dev.convoy.jobs.submit.arguments.SparkArguments;
import dev.convoy.jobs.submit.arguments.SparkOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every spelling that spark-submit and the script accept has the same meaning in Convoy. */
class SpellingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--master local[4]                             | spark.master            | local[4]",
                "--master=local[4]                             | spark.master            | local[4]",
                "--conf spark.master=local[4]                  | spark.master            | local[4]",
                "--conf=spark.master=local[4]                  | spark.master            | local[4]",
                "-c spark.master=local[4]                      | spark.master            | local[4]",
                "--verbose -v --master local[4]                | spark.master            | local[4]",
                "--master local --master yarn                  | spark.master            | yarn",
                "--conf spark.master=local --master yarn       | spark.master            | yarn",
                "--master yarn --conf spark.master=local       | spark.master            | yarn",
                "--deploy-mode cluster                         | spark.submit.deployMode | cluster",
                "--conf spark.a=b=c                            | spark.a                 | b=c",
                "--conf spark.a=                               | spark.a                 | ''",
                "--driver-memory 3g --conf spark.driver.memory=4g    | spark.driver.memory   | 4g",
                "--conf spark.driver.memory=4g --driver-memory=3g    | spark.driver.memory   | 3g",
                "--executor-memory 3g --conf spark.executor.memory=4g| spark.executor.memory | 3g",
                "--total-executor-cores=3                      | spark.cores.max         | 3",
                "--name --conf                                 | spark.app.name          | --conf",
                "--properties-file=a.properties --queue low    | spark.yarn.queue        | low",
            })
    void sparksOptions(String arguments, String property, String value) {
        assertThat(spark(arguments).properties()).containsEntry(property, value);
    }

    @Test
    void theLastPropertiesFileCounts() {
        assertThat(spark("--properties-file a --properties-file=b").propertiesFile())
                .contains("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[4]              | only options of spark-submit may follow --. Given: local[4].",
                "--master local x      | only options of spark-submit may follow --. Given: x.",
                "--executor-memry 1g   | only options of spark-submit may follow --. Given: --executor-memry.",
                "-c=spark.a=b          | only options of spark-submit may follow --. Given: -c=spark.a=b.",
                "--master              | --master of spark-submit needs a value. Given: nothing.",
                "--conf job.conf       | --conf of spark-submit takes key=value. Given: job.conf.",
            })
    void whatSparkWouldTakeForTheProgramIsRefused(String arguments, String message) {
        assertThatThrownBy(() -> spark(arguments))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --cluster yarn -Drun.dir=x          | yarn | false | train -Drun.dir=x          | ''",
                "--cluster=yarn train --conf=a --dry-run   | yarn | true  | train --conf=a             | ''",
                "--dry-run train -D run.dir=x --           |      | true  | train -D run.dir=x         | ''",
                "train -- --cluster yarn --dry-run         |      | false | train                      | --cluster yarn --dry-run",
                "--cluster a --cluster=b train -- -- x     | b    | false | train                      | -- x",
            })
    void theScriptsOwn(String arguments, String cluster, boolean dryRun, String job, String spark) {
        LauncherArguments parsed = LauncherArguments.parse(words(arguments));

        assertThat(parsed.cluster().orElse(null)).isEqualTo(cluster);
        assertThat(parsed.dryRun()).isEqualTo(dryRun);
        assertThat(parsed.job()).isEqualTo(words(job));
        assertThat(parsed.spark()).isEqualTo(words(spark));
    }

    @Test
    void aClusterNeedsAName() {
        assertThatThrownBy(() -> LauncherArguments.parse(List.of("train", "--cluster")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--cluster needs a name. Given: nothing.");
    }

    private static SparkArguments spark(String arguments) {
        return SparkArguments.parse(words(arguments), new SparkOptions());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
