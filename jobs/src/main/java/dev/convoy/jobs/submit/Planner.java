package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.jobs.Main;
import dev.convoy.jobs.submit.arguments.LauncherArguments;
import dev.convoy.jobs.submit.arguments.SparkArguments;
import dev.convoy.jobs.submit.arguments.SparkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Makes the plan of a submission from the command line, the machine and Spark's properties. */
final class Planner {
    /** The variable with which Spark's scripts, and the executors of a local cluster, extend their class path. */
    static final String CLASS_PATH = "SPARK_DIST_CLASSPATH";

    private static final String BY_NAME = "./get-gpu-resources.sh";
    /** Properties with which a job has jars, or an order of class loaders, of its own. */
    private static final List<String> OWN_CLASSES = List.of(
            "spark.jars",
            "spark.jars.packages",
            "spark.driver.extraClassPath",
            "spark.executor.extraClassPath",
            "spark.driver.userClassPathFirst",
            "spark.executor.userClassPathFirst");

    private final Machine machine;
    private final LauncherArguments arguments;
    private final SparkArguments spark;
    private final Settings settings;
    private final MasterKind master;

    Planner(List<String> commandLine, Machine machine) throws IOException {
        this.machine = machine;
        arguments = LauncherArguments.parse(commandLine);
        spark = SparkArguments.parse(arguments.spark(), new SparkOptions());
        settings = Settings.of(arguments, spark, machine);
        master = MasterKind.of(settings.master());
        check();
    }

    private void check() throws IOException {
        machine.checkUser();
        String mode = settings.get(Settings.DEPLOY_MODE, "client");
        if (!mode.equals("client") && !mode.equals("cluster")) {
            throw new InvalidInputException(
                    "the deploy mode must be client or cluster", mode, "Correct --deploy-mode.");
        }
        if (isClusterMode() && (master == MasterKind.LOCAL || master == MasterKind.LOCAL_CLUSTER)) {
            throw new InvalidInputException(
                    "cluster deploy mode needs a cluster",
                    "master " + settings.master(),
                    "Name one with --master, or leave --deploy-mode out.");
        }
        if (master == MasterKind.YARN) {
            checkHadoopFolders();
        }
    }

    /**
     * Checks the folders of Hadoop's configuration, without which Hadoop would look for YARN on this machine, and wait.
     */
    private void checkHadoopFolders() {
        List<String> given = Stream.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")
                .filter(name -> machine.variable(name).isPresent())
                .toList();
        if (given.isEmpty()) {
            throw new InvalidInputException(
                    "master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR",
                    "neither",
                    "Set one to the folder of core-site.xml and yarn-site.xml.");
        }
        for (String name : given) {
            String folder = machine.variable(name).orElseThrow();
            if (!Files.isDirectory(Path.of(folder))) {
                throw new InvalidInputException(name + " must be a folder that exists", folder, "Correct it.");
            }
        }
    }

    /** @throws InvalidInputException if the benchmarks are not built here */
    void checkBenchmarks() {
        if (isBenchmark() && !Files.exists(machine.benchmarks())) {
            throw new InvalidInputException(
                    "bench needs convoy-bench.jar, which is built from Convoy's sources",
                    "no " + machine.benchmarks(),
                    "Run it in a clone of the repository.");
        }
    }

    private boolean isBenchmark() {
        return arguments.isVerb("bench");
    }

    /**
     * Whether all processes run on this machine and run Convoy alone. Then the jar is on their class path: executors need
     * no copies of it, and Java can start from a {@link ClassArchive}, which has no room for the classes of other class
     * loaders.
     */
    private boolean sharesJar() {
        return (master == MasterKind.LOCAL || master == MasterKind.LOCAL_CLUSTER)
                && !spark.isOtherProgram()
                && !spark.options().containsKey("--packages")
                && !isBenchmark()
                && OWN_CLASSES.stream().allMatch(key -> settings.given(key).isEmpty());
    }

    /**
     * Whether a class archive is to be made before the job starts.
     *
     * @throws InvalidInputException if the job's configuration is wrong, which the user should know before
     */
    boolean wantsClassArchive() throws IOException {
        if (!sharesJar()
                || !arguments.isVerb("train")
                || !ClassArchive.isPossible(machine)
                || ClassArchive.of(machine).isTried()) {
            return false;
        }
        ParseResult train = Main.commandLine()
                .parseArgs(arguments.job().toArray(String[]::new))
                .subcommand();
        if (train.isUsageHelpRequested()) {
            return false;
        }
        new ConfigLoader()
                .load(
                        Optional.ofNullable(train.matchedOptionValue("--conf", null)),
                        train.matchedOptionValue("-D", List.of()));
        return true;
    }

    boolean isDryRun() {
        return arguments.dryRun();
    }

    boolean isClusterMode() {
        return settings.isClusterMode();
    }

    /** Prints what {@code --help} asks for, which needs no cluster; returns the exit code if it was asked for. */
    Optional<Integer> help() {
        return spark.isOtherProgram()
                ? Optional.empty()
                : Optional.ofNullable(CommandLine.executeHelpRequest(
                        Main.commandLine().parseArgs(arguments.job().toArray(String[]::new))));
    }

    Settings settings() {
        return settings;
    }

    /**
     * Makes the plan. Temporary files are made last, when nothing else can fail.
     *
     * @param id part of names that must be unique and that nobody can guess
     */
    SubmitPlan plan(Scratch scratch, String id) throws IOException {
        Map<String, String> environment = environment();
        List<String> archive = List.of();
        if (sharesJar()) {
            archive =
                    ClassArchive.isPossible(machine) ? ClassArchive.of(machine).options() : List.of();
            String jar = machine.jar().toString();
            environment.put(
                    CLASS_PATH,
                    machine.variable(CLASS_PATH)
                            .map(theirs -> theirs + ":" + jar)
                            .orElse(jar));
        }
        ClusterExtras extras = isClusterMode()
                ? ClusterExtras.of(jobOrProgram(), settings, machine, environment, id)
                : ClusterExtras.none(arguments.job());
        List<String> own = new ArrayList<>(List.of("--class", Main.class.getName()));
        settings.toPass().forEach((key, value) -> own.addAll(conf(key, value)));

        List<String> wins = new ArrayList<>(IgnoredOptions.asConf(spark, master));
        Map<String, String> inFiles = settings.inFiles();
        Map<String, String> extended = new TreeMap<>(inFiles);
        extras.properties().forEach((key, value) -> {
            if (inFiles.containsKey(key) && !settings.commandLine().containsKey(key)) {
                // It may hold a secret, which must not appear on a command line.
                extended.put(key, value);
            } else {
                wins.addAll(conf(key, value));
            }
        });
        if (master == MasterKind.LOCAL_CLUSTER && !archive.isEmpty()) {
            // These precede spark.executor.extraJavaOptions, so that a person's own win.
            String key = "spark.executor.defaultJavaOptions";
            String ours = archive.stream().map(SparkSubmitCommand::quoted).collect(Collectors.joining(" "));
            wins.addAll(conf(key, (ours + " " + settings.get(key, "")).strip()));
        }
        if (arguments.needsNoCluster()) {
            // Options, which win over the same options before them.
            wins.addAll(List.of("--master", settings.master(), "--deploy-mode", "client"));
        }
        wins.addAll(shipping(files(extras, scratch)));
        if (isBenchmark()) {
            String ours = Machine.uri(machine.benchmarks());
            wins.addAll(List.of(
                    "--jars",
                    settings.given("spark.jars").map(theirs -> theirs + ",").orElse("") + ours));
        }
        Optional<Path> properties = Optional.empty();
        if (settings.areInTwoFiles() || !extended.equals(inFiles)) {
            properties = Optional.of(scratch.file("convoy-", ".properties", PropertiesFile.text(extended)));
            wins.addAll(List.of("--properties-file", properties.get().toString()));
        }
        own.addAll(spark.followedBy(wins));
        own.add(sharesJar() ? "spark-internal" : machine.jar().toString());
        own.addAll(extras.jobArguments());
        return new SubmitPlan(
                environment,
                isClusterMode() ? extras.javaOptions() : driverOptions(id, archive),
                own,
                properties,
                IgnoredOptions.notes(spark, settings.master(), isClusterMode()),
                extras.outcome());
    }

    private ClusterJob jobOrProgram() {
        return spark.isOtherProgram()
                ? new ClusterJob(arguments.job(), Optional.empty(), Optional.empty(), Optional.empty())
                : ClusterJob.of(arguments.job());
    }

    /**
     * Returns the driver's environment. Executors get as many kernel threads as spark.task.cpus from the job; in local
     * mode the driver is the executor.
     */
    private Map<String, String> environment() {
        String threads = settings.get("spark.task.cpus", "1");
        if (arguments.isVerb("bench", "kernels")) {
            threads = machine.variable("OMP_NUM_THREADS").orElse(Integer.toString(machine.cores()));
        }
        Map<String, String> environment = new TreeMap<>();
        environment.put("CONVOY_HOME", machine.home().toString());
        environment.put("OMP_NUM_THREADS", threads);
        environment.put("OPENBLAS_NUM_THREADS", threads);
        // The time for which a second kernel thread looks for work before it sleeps: some milliseconds, which is
        // OpenMP's own default. OpenMP drops that default if the process has more threads than cores, which would cost
        // a fifth of LeNet's speed.
        environment.put("GOMP_SPINCOUNT", machine.variable("GOMP_SPINCOUNT").orElse("300000"));
        return environment;
    }

    /**
     * Returns the driver's Java options. The log is a temporary file until the run has a folder; log4j creates it,
     * readable by its owner only, with the first line.
     */
    private List<String> driverOptions(String id, List<String> archive) {
        List<String> options = new ArrayList<>(archive);
        options.addAll(List.of(
                ClusterExtras.NATIVE_LOGGER,
                "-Dlog4j2.configurationFile=" + Machine.uri(machine.home().resolve("conf/log4j2.properties")),
                "-Dconvoy.log=" + machine.temporaryFolder().resolve("convoy-" + id + ".log"),
                "-Dconvoy.log.permissions=rw-------"));
        return options;
    }

    /** Returns the URIs of files to send with the job. */
    private List<String> files(ClusterExtras extras, Scratch scratch) throws IOException {
        List<String> files = new ArrayList<>(extras.files());
        if (settings.get("spark.executor.resource.gpu.discoveryScript", "").equals(BY_NAME)) {
            files.add(Machine.uri(machine.home().resolve("conf/get-gpu-resources.sh")));
        }
        if (extras.shippedFile().isPresent()) {
            Path file = scratch.file("convoy-", ".conf", extras.shippedFile().get());
            files.add(Machine.uri(file) + "#" + ClusterExtras.SHIPPED_NAME);
        }
        return files;
    }

    /** Returns the options that send files with the job. On YARN, spark.files replaces spark.yarn.dist.files. */
    private List<String> shipping(List<String> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        String ours = String.join(",", files);
        Optional<String> all = settings.given("spark.files");
        if (all.isPresent()) {
            return List.of("--files", all.get() + "," + ours);
        }
        String key = "spark.yarn.dist.files";
        return conf(key, settings.given(key).map(theirs -> theirs + ",").orElse("") + ours);
    }

    private static List<String> conf(String key, String value) {
        return List.of("--conf", key + "=" + value);
    }
}
