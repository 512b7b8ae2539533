package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.jobs.submit.FakeMachine.Submitted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of command lines and the commands that are started for them. */
class PlannerTest {
    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void start() throws IOException {
        machine = new FakeMachine(folder);
    }

    @Test
    void anArchiveOfClassesIsMadeForATrainingOfThisMachineThatCanStart() throws IOException {
        machine.with("CONVOY_HOME", folder.toString());
        Files.createDirectories(folder.resolve("jobs/target"));
        Files.createSymbolicLink(folder.resolve("conf"), FakeMachine.HOME.resolve("conf"));

        assertThat(wantsClassArchive("train -D train.epochs=2")).isTrue();
        for (String line : List.of(
                "train --help",
                "sweep conf/jobs/sweep.conf",
                "doctor",
                "train -- --master spark://host:7077",
                "train -- --jars more.jar")) {
            assertThat(wantsClassArchive(line)).as(line).isFalse();
        }
        assertThatThrownBy(() -> wantsClassArchive("train -D train.epoch=2"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Did you mean train.epochs?");
        Files.createFile(ClassArchive.of(machine.machine()).file());
        assertThat(wantsClassArchive("train")).as("it was tried").isFalse();
    }

    private boolean wantsClassArchive(String line) throws IOException {
        return new Planner(List.of(line.split(" ", -1)), machine.machine()).wantsClassArchive();
    }

    /** In particular, no run.dir is added: if there is none, the driver chooses one from the configuration. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "train -Drun.dir=X",
                "train -D run.dir=X",
                "train -D=run.dir=X",
                "train --conf=job.conf",
                "train --conf job.conf -D model=resnet20",
                "train @arguments",
                "train --help",
                "export --run X --out Y",
            })
    void theJobsArgumentsReachTheDriverAsTheyAre(String job) throws IOException {
        Submitted submitted = machine.submit(job + " --cluster local -- --name mine");

        assertThat(submitted.job()).containsExactly(job.split(" ", -1));
        assertThat(submitted.parsed().options()).containsEntry("--class", "dev.convoy.jobs.Main");
        assertThat(submitted.properties()).containsEntry("spark.app.name", "mine");
    }

    @Test
    void aProgramTakesThePlaceOfTheVerbs() throws IOException {
        assertThat(machine.submit("--epochs 3 -- --class a.Program").parsed().options())
                .containsEntry("--class", "a.Program");
    }

    /** The file named MINE sets spark.task.cpus to 4. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train                                                  | 1",
                "train -- --conf spark.task.cpus=3                      | 3",
                "train -- --conf=spark.task.cpus=3                      | 3",
                "train -- --properties-file MINE                        | 4",
                "train -- --properties-file MINE -c spark.task.cpus=3   | 3",
                "bench kernels                                          | 16",
            })
    void kernelThreadsFollowTheCpusOfATask(String commandLine, String threads) throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "spark.task.cpus: 4\n");
        Submitted submitted = machine.submit(commandLine.replace("MINE", mine.toString()));

        assertThat(submitted.environment("OMP_NUM_THREADS")).isEqualTo(threads);
        assertThat(submitted.environment("OPENBLAS_NUM_THREADS")).isEqualTo(threads);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench train                              | BENCH",
                "bench train -- --jars a.jar              | a.jar,BENCH",
                "bench train -- --conf spark.jars=a.jar   | a.jar,BENCH",
                "train -- --jars a.jar                    | a.jar",
            })
    void benchmarksComeInAJarOfTheirOwn(String commandLine, String jars) throws IOException {
        String bench = Machine.uri(FakeMachine.HOME.resolve("jobs/bench/target/convoy-bench.jar"));

        assertThat(machine.submit(commandLine).properties()).containsEntry("spark.jars", jars.replace("BENCH", bench));
    }

    /** A queue that is full must not hold back the command that is to empty it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hold RUN",
                "stop RUN",
                "resume RUN",
                "report RUN",
                "compare A B",
                "export --run R --out X",
                "explain --out X"
            })
    void verbsThatStartNoSparkJobStayOnThisMachine(String commandLine) throws IOException {
        Path defaults = Files.createDirectories(folder.resolve("conf")).resolve("spark-defaults.conf");
        Files.writeString(defaults, "spark.master yarn\nspark.submit.deployMode cluster\n");
        FakeMachine administered =
                machine.with("SPARK_CONF_DIR", defaults.getParent().toString());

        for (String cluster : List.of("", " --cluster k8s", " -- --master yarn --deploy-mode cluster")) {
            Submitted submitted = administered.submit(commandLine + cluster);
            assertThat(submitted.properties())
                    .containsEntry("spark.master", "local[1]")
                    .containsEntry("spark.submit.deployMode", "client");
        }
    }

    /** Where a job has classes of its own or other machines, Spark ships the jar and gives it a class loader. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train                                                    | true",
                "report a                                                 | true",
                "train --cluster local-cluster                            | true",
                "train -- --master local[4]                               | true",
                "train -- --master spark://a:7077                         | false",
                "train --cluster yarn                                     | false",
                "train -D run.dir=hdfs:///r --cluster k8s                  | false",
                "train -- --jars a.jar                                    | false",
                "train -- --packages a:b:1                                | false",
                "train -- --conf spark.jars.packages=a:b:1                | false",
                "train -- --driver-class-path a.jar                       | false",
                "train -- --conf spark.executor.userClassPathFirst=true   | false",
                "bench train                                              | false",
                "a -- --class a.B                                         | false",
            })
    void theJarIsOnTheClassPathIfAllIsHere(String commandLine, boolean shared) throws IOException {
        String jar = FakeMachine.HOME.resolve("jobs/target/convoy.jar").toString();
        Submitted submitted = machine.with("HADOOP_CONF_DIR", folder.toString())
                .with("SPARK_DIST_CLASSPATH", "/theirs/*")
                .submit(commandLine);

        assertThat(submitted.environment("SPARK_DIST_CLASSPATH")).isEqualTo(shared ? "/theirs/*:" + jar : null);
        assertThat(submitted.plan().arguments()).contains(shared ? "spark-internal" : jar);
    }

    @Test
    void aReleaseArchiveHasNoBenchmarks() throws IOException {
        Files.createDirectories(folder.resolve("conf/cluster"));
        Files.createFile(folder.resolve("conf/cluster/local.properties"));
        Planner planner = new Planner(
                List.of("bench", "train"),
                machine.with("CONVOY_HOME", folder.toString()).machine());

        assertThatThrownBy(planner::checkBenchmarks)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "bench needs convoy-bench.jar, which is built from Convoy's sources. Given: no ");
    }

    @Test
    void variablesOfThePersonAreKeptWhereTheyMay() throws IOException {
        machine.with("OMP_NUM_THREADS", "5").with("GOMP_SPINCOUNT", "7");

        assertThat(machine.submit("bench kernels").environment("OMP_NUM_THREADS"))
                .isEqualTo("5");
        assertThat(machine.submit("train").environment("OMP_NUM_THREADS")).isEqualTo("1");
        assertThat(machine.submit("train").environment("GOMP_SPINCOUNT")).isEqualTo("7");
    }

    @Test
    void theLogIsATemporaryFileOnceItHasALine() throws IOException {
        machine.with("TMPDIR", folder.toString());
        Path log = folder.resolve("convoy-id.log");
        Submitted submitted = machine.submit("train");

        assertThat(submitted.plan().javaOptions())
                .contains("-Dconvoy.log=" + log, "-Dconvoy.log.permissions=rw-------");
        assertThat(machine.made()).isEmpty();
        assertThat(log).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/opt/100%20 \u00e4,#/conf/a.properties | file:///opt/100%2520%20%C3%A4%2C%23/conf/a.properties",
                "/opt/convoy/conf/a.properties          | file:///opt/convoy/conf/a.properties",
            })
    void filesAreNamedByUrisThatMeanThem(String path, String uri) {
        assertThat(Machine.uri(Path.of(path))).isEqualTo(uri);
        assertThat(Path.of(java.net.URI.create(uri))).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--executor-memory 600m    | spark.executor.memory | 600m",
                "--executor-memory=600m    | spark.executor.memory | 600m",
                "--executor-cores 1        | spark.executor.cores  | 1",
                "--total-executor-cores 1  | spark.cores.max       | 1",
            })
    void optionsThatSparkDropsForALocalClusterBecomeProperties(String option, String property, String value)
            throws IOException {
        Submitted submitted = machine.submit("train -- --master local-cluster[2,1,1024] " + option);

        assertThat(submitted.plan().arguments()).containsSequence("--conf", property + "=" + value);
        assertThat(submitted.plan().notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[2]       | --executor-memory 1g    | Tasks run in the driver: use --driver-memory.",
                "local[2]       | --executor-cores 2      | Use --master 'local[TASKS]'.",
                "local          | --total-executor-cores=2| Use --master 'local[TASKS]'.",
                "local[2]       | --num-executors 2       | Use --master 'local[TASKS]'.",
                "local[2]       | --queue low             | Only YARN has queues.",
                "local[2]       | --driver-cores 2        | It has an effect in cluster deploy mode.",
                "local-cluster[2,1,1024] | --num-executors 2 | Use --master 'local-cluster[EXECUTORS,CORES,MEGABYTES]'.",
                "spark://h:7077 | --num-executors 2       | Use --total-executor-cores with --executor-cores.",
                "spark://h:7077 | --supervise             | It has an effect in cluster deploy mode on a standalone cluster.",
                "yarn           | --total-executor-cores 2| Use --num-executors with --executor-cores.",
            })
    void anOptionWithoutEffectIsNamed(String master, String option, String remedy) throws IOException {
        machine.with("HADOOP_CONF_DIR", folder.toString());
        String name = option.split("[ =]", -1)[0];

        assertThat(machine.submit("train -- --master " + master + " " + option)
                        .plan()
                        .notes())
                .containsExactly("note: %s has no effect with master %s in client deploy mode. %s"
                        .formatted(name, master, remedy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark://h:7077 | --executor-memory 1g --executor-cores 1 --total-executor-cores 2",
                "yarn           | --executor-memory 1g --executor-cores 1 --num-executors 2 --queue low",
                "local[2]       | --driver-memory 1g --name x --conf spark.executor.memory=1g",
            })
    void optionsWithAnEffectGetNoNote(String master, String options) throws IOException {
        machine.with("HADOOP_CONF_DIR", folder.toString());

        assertThat(machine.submit("train -- --master " + master + " " + options)
                        .plan()
                        .notes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--verbose                 | spark.yarn.dist.files | SCRIPT",
                "--files a                 | spark.files           | a,SCRIPT",
                "--conf=spark.files=a      | spark.files           | a,SCRIPT",
                "-c spark.yarn.dist.files=a| spark.yarn.dist.files | a,SCRIPT",
            })
    void theDiscoveryScriptTravelsWithFilesOfThePerson(String options, String property, String value)
            throws IOException {
        machine.with("HADOOP_CONF_DIR", folder.toString());
        String script = Machine.uri(FakeMachine.HOME.resolve("conf/get-gpu-resources.sh"));

        assertThat(machine.submit("train --cluster yarn-gpu -- " + options).properties())
                .containsEntry(property, value.replace("SCRIPT", script));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --cluster nowhere               | --cluster must name a file of conf/cluster. Given: nowhere. There are: k8s k8s-gpu",
                "train --cluster ../cluster/local      | --cluster must name a file of conf/cluster. Given: ../cluster/local.",
                "train --cluster yarn                  | master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR. Given: neither.",
                "train -- --master=yarn                | master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR. Given: neither.",
                "train -- --properties-file /nowhere   | --properties-file must name a file that exists. Given: /nowhere.",
                "train -- --deploy-mode cluster        | cluster deploy mode needs a cluster. Given: master local[2,8].",
                "train -- --deploy-mode both           | the deploy mode must be client or cluster. Given: both.",
            })
    void wrongInputIsRefusedAndLeavesNoFile(String commandLine, String message) {
        assertThatThrownBy(() -> machine.submit(commandLine))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
        assertThat(machine.made()).isEmpty();
    }

    @Test
    void aHadoopFolderThatIsNotThereIsNamed() {
        machine.with("HADOOP_CONF_DIR", folder.toString()).with("YARN_CONF_DIR", "/nowhere");

        assertThatThrownBy(() -> machine.submit("train --cluster yarn"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("YARN_CONF_DIR must be a folder that exists. Given: /nowhere.");
    }

    @Test
    void aUserIdWithoutANameIsRefused() {
        Machine nameless = new Machine(machine.machine().environment(), "?", 1);

        assertThatThrownBy(() -> new Planner(List.of("train"), nameless))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("the user id must have a name.*Given: \\d+\\..*");
    }

    @Test
    void presetsAreGivenWholeToWhoSetsNothing() throws IOException {
        Map<String, String> preset =
                PropertiesFile.read("test", FakeMachine.HOME.resolve("conf/cluster/local.properties"));

        assertThat(machine.submit("train").properties()).containsAllEntriesOf(preset);
    }
}
