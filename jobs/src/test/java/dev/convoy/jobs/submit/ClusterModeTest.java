package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.jobs.submit.FakeMachine.Submitted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a driver in the cluster is given, which has neither the files nor the environment of the user. */
class ClusterModeTest {
    private static final String YARN = " --cluster yarn -- --deploy-mode cluster";
    private static final String STANDALONE = " -- --master spark://h:7077 --deploy-mode=cluster";

    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void start() throws IOException {
        machine = new FakeMachine(folder).with("HADOOP_CONF_DIR", folder.toString());
        Files.writeString(
                folder.resolve("core-site.xml"),
                "<configuration><property><name>fs.defaultFS</name><value>hdfs://localhost:9</value></property></configuration>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train" + STANDALONE,
                "train -D model=vgg-small" + YARN,
                "train -- --master yarn --conf spark.submit.deployMode=cluster",
            })
    void aRunFolderMustBeGiven(String commandLine) {
        assertThatThrownBy(() -> machine.submit(commandLine))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("run.dir must be set in cluster deploy mode, where the driver runs on another");
        assertThat(machine.made()).isEmpty();
    }

    @Test
    void aSweepIsRefused() {
        assertThatThrownBy(() -> machine.submit("sweep rates.conf" + YARN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a sweep's driver must run where its file is.");
        assertThat(machine.made()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-Drun.dir=hdfs:///runs/1", "-D run.dir=hdfs:///runs/1", "--conf CONF", "--conf=CONF", "@ARGS"})
    void aRunFolderIsFoundHoweverItIsGiven(String arguments) throws IOException {
        Files.writeString(folder.resolve("included.conf"), "run = { dir = \"hdfs:///runs/1\" }");
        Path conf = Files.writeString(folder.resolve("job.conf"), "convoy { include \"included.conf\" }");
        Path args = Files.writeString(folder.resolve("args"), "-Drun.dir=hdfs:///runs/1\n");
        String job = arguments.replace("CONF", conf.toString()).replace("ARGS", args.toString());

        assertThat(outcome(machine.submit("train " + job + STANDALONE)))
                .contains("hdfs://localhost:9/runs/.convoy-id.json");
    }

    @Test
    void aPreparationWritesItsOutcomeNextToTheDataset() throws IOException {
        String from = "prepare --from hdfs:///images";

        assertThat(outcome(machine.submit(from + " --to hdfs:///data/set" + STANDALONE)))
                .contains("hdfs://localhost:9/data/.convoy-id.json");
        assertThat(machine.submit(from + " -D prepare.to=hdfs:///data/set" + YARN)
                        .job())
                .containsExactly("prepare", "--from", "hdfs:///images", "-D", "prepare.to=hdfs:///data/set");
        assertThatThrownBy(() -> machine.submit(from + STANDALONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("prepare.to must be set. Given: nothing. Add --to FOLDER.");
        assertThatThrownBy(() -> machine.submit(from + " --to hdfs:///data/set --splits train=2" + STANDALONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the shares of prepare.splits must be from 0 to 1. Given: 2.0.");
    }

    /** Includes, variables of this shell and -D are resolved here, and mean the same there. */
    @Test
    void onYarnTheJobsFileTravelsResolved() throws IOException {
        Submitted submitted = machine.submit("train --conf=" + jobFile() + " -Dtrain.epochs=3" + YARN);
        Path shipped = machine.made().keySet().stream()
                .filter(file -> file.toString().endsWith(".conf"))
                .findFirst()
                .orElseThrow();

        assertThat(submitted.job()).containsExactly("train", "--conf", "convoy-job.conf", "-Dtrain.epochs=3");
        assertThat(files(submitted)).contains(Machine.uri(shipped) + "#convoy-job.conf");
        assertResolved(new ConfigLoader()
                .load(
                        Optional.of(Files.writeString(shipped, machine.made().get(shipped))
                                .toFile()),
                        List.of("train.epochs=3")));
    }

    @Test
    void onAStandaloneClusterTheJobsFileBecomesOverrides() throws IOException {
        Submitted submitted = machine.submit("train -Dtrain.epochs=3 --conf " + jobFile() + STANDALONE);

        assertThat(submitted.job()).doesNotContain("--conf").startsWith("train").endsWith("-Dtrain.epochs=3");
        assertResolved(new ConfigLoader()
                .load(
                        Optional.empty(),
                        submitted.job().stream()
                                .skip(1)
                                .map(argument -> argument.substring(2))
                                .toList()));
    }

    /** A driver in another time zone, or one that is started again, ends at the same time. */
    @Test
    void aTimeOfDayIsResolvedHere() throws IOException {
        Submitted submitted = machine.submit("train -Drun.dir=hdfs://n/r -Dtrain.until=06:30" + YARN);

        Instant end = new ConfigLoader()
                .load(Optional.empty(), List.of("train.until=06:30"))
                .run()
                .until()
                .orElseThrow();
        assertThat(submitted.job()).endsWith("-Dtrain.until=" + end);
    }

    private Path jobFile() throws IOException {
        Files.writeString(
                folder.resolve("base.conf"),
                """
                convoy.data.train = "hdfs:///images"
                convoy.train.seed = 7
                """);
        return Files.writeString(
                folder.resolve("job.conf"),
                """
                include "base.conf"
                convoy.run.dir = ${PATH}
                convoy.data.test = ${convoy.data.train}"/test"
                convoy.train.epochs = 2
                convoy.model = "a \\"b\\" = c"
                """);
    }

    private static void assertResolved(JobConfig config) {
        assertThat(config.data().train()).isEqualTo("hdfs:///images");
        assertThat(config.data().test()).isEqualTo("hdfs:///images/test");
        assertThat(config.train().seed()).isEqualTo(7);
        assertThat(config.train().epochs()).isEqualTo(3);
        assertThat(config.model()).isEqualTo("a \"b\" = c");
        assertThat(config.run().dir()).contains(System.getenv("PATH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-D model=file:MODEL", "-Dmodel=file:MODEL", "--conf CONF"})
    void onYarnALocalModelTravels(String arguments) throws IOException {
        Path model = Files.writeString(folder.resolve("my model.json"), "{}");
        Path conf = Files.writeString(folder.resolve("job.conf"), "convoy.model = \"file:" + model + "\"\n");
        List<String> commandLine = new ArrayList<>(List.of("train", "-Drun.dir=hdfs:///runs/1"));
        commandLine.addAll(Stream.of(arguments.split(" ", -1))
                .map(word -> word.replace("MODEL", model.toString()).replace("CONF", conf.toString()))
                .toList());
        commandLine.addAll(List.of(YARN.strip().split(" ", -1)));

        assertThat(files(machine.submit(commandLine))).contains(Machine.uri(model));
    }

    @Test
    void onYarnTheDriverGetsLogAndEnvironment() throws IOException {
        Map<String, String> properties = machine.submit(
                        "train -Drun.dir=hdfs:///runs/1" + YARN + " -c spark.task.cpus=2")
                .properties();

        assertThat(properties)
                .containsEntry("spark.yarn.appMasterEnv.OMP_NUM_THREADS", "2")
                .containsEntry("spark.yarn.appMasterEnv.CONVOY_HOME", FakeMachine.HOME.toString());
        assertThat(properties.get("spark.driver.defaultJavaOptions"))
                .contains("-Dconvoy.log=<LOG_DIR>/spark.log", "-Dlog4j2.configurationFile=convoy-log4j2.properties");
    }

    /** spark-defaults.conf has options too, which the others override. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                           | -XX:+UseParallelGC -XX:NewRatio=15",
                "--driver-java-options -Da=b                  | -Da=b ",
                "--conf spark.driver.extraJavaOptions=-Da=b   | -Da=b ",
            })
    void aStandaloneDriverGetsWhatJava17NeedsAfterItsOwnOptions(String option, String own) throws IOException {
        if (!option.isEmpty()) {
            machine.defaults("spark.driver.extraJavaOptions -Dc=d");
        }
        Submitted submitted = machine.submit(("train -Drun.dir=hdfs:///runs/1" + STANDALONE + " " + option).strip());

        assertThat(submitted.properties().get("spark.driver.extraJavaOptions"))
                .startsWith(own)
                .contains(" --add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Test
    void optionsOfThatDriverInAFileStayThere() throws IOException {
        machine.defaults("spark.driver.extraJavaOptions -Dpassword=hidden");
        Submitted submitted = machine.submit("train -Drun.dir=hdfs:///runs/1" + STANDALONE);

        assertThat(String.join(" ", submitted.plan().arguments())).doesNotContain("hidden");
        assertThat(submitted.properties()).doesNotContainKey("spark.driver.extraJavaOptions");
        assertThat(machine.made().get(submitted.plan().properties().orElseThrow()))
                .contains("hidden ", "--add-opens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c spark.standalone.submit.waitAppCompletion=false",
                "-c spark.master.rest.enabled=true",
            })
    void whereNobodyWaitsNoOutcomeIsAskedFor(String option) throws IOException {
        Submitted submitted = machine.submit("train -Drun.dir=hdfs:///runs/1" + STANDALONE + " " + option);

        assertThat(submitted.plan().outcome()).isEmpty();
        assertThat(submitted.properties()).doesNotContainKey("spark.convoy.outcome");
    }

    /** HOME is the user's home folder and HERE the working folder, on the local file system. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hdfs:///runs/1       |                          | hdfs://localhost:9/runs/",
                "/runs/1              |                          | hdfs://localhost:9/runs/",
                "/                    |                          | hdfs://localhost:9/",
                "file:/runs/1         |                          | file:/runs/",
                "~/runs/a             | -c spark.hadoop.fs.defaultFS=file:/// | file:HOME/runs/",
                "first                | -c spark.hadoop.fs.defaultFS=file:/// | file:HERE/",
                "exp-12:45:00         | -c spark.hadoop.fs.defaultFS=file:/// | file:HERE/",
                "exp-12:45:00/a       | -c spark.hadoop.fs.defaultFS=file:/// | file:HERE/exp-12:45:00/",
            })
    void theOutcomeIsLeftNextToTheRun(String run, String option, String parent) throws IOException {
        String options = YARN + (option == null ? "" : " " + option);
        String outcome =
                parent.replace("HOME", System.getProperty("user.home")).replace("HERE", System.getProperty("user.dir"))
                        + ".convoy-id.json";

        assertThat(machine.submit("train -Drun.dir=" + run + options).properties())
                .containsEntry("spark.convoy.outcome", outcome);
        assertThat(outcome(machine.submit("evaluate --run " + run + " --data x" + options)))
                .contains(outcome);
    }

    /** Its library may come with --packages, for example. */
    @ParameterizedTest
    @ValueSource(strings = {"unknown://bucket/runs/1", "~somebody/runs/1"})
    void aFolderThatIsNotKnownHereHasNoOutcomeThatTheDriverCountsOn(String run) throws IOException {
        assertThat(machine.submit("train -Drun.dir=" + run + YARN).properties())
                .doesNotContainKey("spark.convoy.outcome");
    }

    /** A local path of a pod is not one of this machine. */
    @Test
    void aPodsLocalFolderHasNoOutcomeThatThisMachineCouldRead() throws IOException {
        assertThat(outcome(machine.submit("train -Drun.dir=file:/volume/runs/1 --cluster k8s")))
                .isEmpty();
        assertThat(outcome(machine.submit("train -Drun.dir=hdfs:///runs/1 --cluster k8s")))
                .isPresent();
    }

    /** Arguments are visible in the list of processes. */
    @Test
    void aPasswordOfTheJobsFileDoesNotBecomeAnArgument() throws IOException {
        Path conf = Files.writeString(
                folder.resolve("mlflow.conf"), "convoy.report.mlflow-uri = \"http://you:secret@host:5000\"");
        String job = "train -Drun.dir=hdfs:///runs/1 --conf " + conf;

        assertThatThrownBy(() -> machine.submit(job + STANDALONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("report.mlflow-uri must have no password where the keys of --conf become"
                        + " arguments of the driver")
                .hasMessageNotContaining("secret@");
        assertThat(machine.submit(job + YARN).job()).contains("convoy-job.conf");
    }

    private static Optional<String> outcome(Submitted submitted) {
        return submitted.plan().outcome().map(file -> file.beside().toString());
    }

    private static String files(Submitted submitted) {
        return submitted.properties().get("spark.yarn.dist.files");
    }
}
