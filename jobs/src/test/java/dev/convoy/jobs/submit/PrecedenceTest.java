package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.submit.FakeMachine.Submitted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Later sources override earlier ones: preset, spark-defaults.conf, --properties-file, command line. */
class PrecedenceTest {
    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void start() throws IOException {
        machine = new FakeMachine(folder).with("HADOOP_CONF_DIR", folder.toString());
    }

    /** The file named MINE has spark.driver.memory 5g and spark.master local[5]. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | train                                                  | spark.driver.memory     | 2g",
                "spark.driver.memory 4g          | train                                                  | spark.driver.memory     | 4g",
                "spark.driver.memory=4g          | train                                                  | spark.driver.memory     | 4g",
                "spark.driver.memory : 4g        | train                                                  | spark.driver.memory     | 4g",
                "spark.driver.memory 4g          | train -- --properties-file MINE                        | spark.driver.memory     | 5g",
                "''                              | train -- --properties-file=MINE                        | spark.driver.memory     | 5g",
                "spark.driver.memory 4g          | train -- --driver-memory 6g                            | spark.driver.memory     | 6g",
                "spark.driver.memory 4g          | train -- --properties-file MINE --driver-memory 6g     | spark.driver.memory     | 6g",
                "spark.driver.memory 4g          | train -- -c spark.driver.memory=6g                     | spark.driver.memory     | 6g",
                "''                              | train                                                  | spark.master            | local[2,8]",
                "spark.master yarn               | train                                                  | spark.master            | yarn",
                "spark.master yarn               | train --cluster local                                  | spark.master            | local[2,8]",
                "spark.master yarn               | bench rounds                                           | spark.master            | local-cluster[2,1,4096]",
                "spark.master yarn               | train --cluster local -- --master local[3]             | spark.master            | local[3]",
                "spark.master yarn               | train --cluster local -- --conf spark.master=local[3]  | spark.master            | local[3]",
                "spark.master yarn               | train --cluster local -- --properties-file MINE        | spark.master            | local[5]",
                "spark.master yarn               | train -- --properties-file MINE                        | spark.master            | local[5]",
                "spark.submit.deployMode cluster | train --cluster yarn                                   | spark.submit.deployMode | client",
                "spark.submit.deployMode cluster | train                                                  | spark.submit.deployMode | client",
            })
    void theHeaviestCounts(String defaults, String commandLine, String property, String value) throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "spark.driver.memory: 5g\nspark.master=local[5]  \n");
        if (!defaults.isEmpty()) {
            machine.defaults(defaults);
        }
        Submitted submitted = machine.submit(commandLine.replace("MINE", mine.toString()));

        assertThat(asSparkSees(submitted)).containsEntry(property, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yarn                    | spark.executor.memoryOverhead             | 2g",
                "spark://h:7077          | spark.standalone.submit.waitAppCompletion | true",
                "local-cluster[2,1,1024] | spark.executor.memory                     | 1024m",
                "local[8]                | spark.stage.maxConsecutiveAttempts        | 8",
            })
    void thePresetFollowsTheMaster(String master, String property, String value) throws IOException {
        Map<String, String> seen = asSparkSees(machine.submit("train -- --master " + master));

        assertThat(seen).containsEntry("spark.master", master).containsEntry(property, value);
    }

    @Test
    void anExecutorOfALocalClusterFitsItsWorkerUnlessSomebodySaysElse() throws IOException {
        String cluster = "train --cluster local-cluster -- --master local-cluster[2,1,1024]";

        assertThat(asSparkSees(machine.submit(cluster))).containsEntry("spark.executor.memory", "1024m");
        assertThat(asSparkSees(machine.submit(cluster + " --executor-memory 600m")))
                .containsEntry("spark.executor.memory", "600m");
    }

    @Test
    void sparksOwnVariablesWinOverThePreset() throws IOException {
        machine.with("SPARK_DRIVER_MEMORY", "7g").with("MASTER", "local[7]");

        assertThat(machine.submit("train").properties()).doesNotContainKeys("spark.driver.memory", "spark.master");
    }

    /** Users who may list processes must not see the administrator's secrets. */
    @Test
    void whatFilesSayStaysOutOfTheCommand() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "spark.my.password hidden1\n");
        machine.defaults("spark.authenticate.secret hidden2", "spark.driver.memory 4g", "spark.my.password old");

        Submitted submitted = machine.submit("train -- --properties-file " + mine);

        assertThat(String.join(" ", submitted.plan().arguments())).doesNotContain("hidden", "spark.driver.memory");
        assertThat(submitted.plan().properties())
                .hasValueSatisfying(both -> assertThat(machine.made().get(both))
                        .contains("spark.my.password=hidden1", "spark.authenticate.secret=hidden2", "memory=4g"));
        assertThat(submitted.parsed().propertiesFile())
                .contains(submitted.plan().properties().get().toString());
    }

    @Test
    void oneFileIsReadBySparkItself() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "spark.driver.memory 5g\n");

        assertThat(machine.submit("train -- --properties-file " + mine).plan().properties())
                .isEmpty();
        assertThat(machine.defaults("spark.driver.memory 4g")
                        .submit("train")
                        .plan()
                        .properties())
                .isEmpty();
    }

    private Map<String, String> asSparkSees(Submitted submitted) throws IOException {
        Path file = submitted
                .parsed()
                .propertiesFile()
                .map(Path::of)
                .orElse(machine.machine().sparkDefaults().orElse(null));
        if (file == null) {
            return submitted.properties();
        }
        if (machine.made().containsKey(file)) {
            Files.writeString(file, machine.made().get(file));
        }
        Map<String, String> seen = PropertiesFile.read("test", file);
        seen.putAll(submitted.properties());
        return seen;
    }
}
