package dev.convoy.jobs.submit;

import dev.convoy.jobs.submit.arguments.LauncherArguments;
import dev.convoy.jobs.submit.arguments.SparkArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Spark's properties by their source, in increasing order of precedence.
 *
 * @param preset the file of {@code conf/cluster}
 * @param environment the variables that spark-submit itself reads
 * @param defaults {@code spark-defaults.conf}
 * @param cluster master and deploy mode of the preset that {@code --cluster} names, because a user who names it wants
 *     them
 * @param file the file of {@code --properties-file}
 * @param commandLine the options of spark-submit, and {@link #HERE} for a job that needs no cluster
 */
record Settings(
        Map<String, String> preset,
        Map<String, String> environment,
        Map<String, String> defaults,
        Map<String, String> cluster,
        Map<String, String> file,
        Map<String, String> commandLine) {
    static final String MASTER = "spark.master";
    static final String DEPLOY_MODE = "spark.submit.deployMode";
    /** Master and deploy mode of a job that starts no Spark job. */
    static final Map<String, String> HERE = Map.of(MASTER, "local[1]", DEPLOY_MODE, "client");

    private static final String HADOOP = "spark.hadoop.";
    private static final Map<String, String> VARIABLES = Map.of(
            "MASTER", MASTER,
            "DEPLOY_MODE", DEPLOY_MODE,
            "SPARK_DRIVER_MEMORY", "spark.driver.memory",
            "SPARK_EXECUTOR_MEMORY", "spark.executor.memory",
            "SPARK_EXECUTOR_CORES", "spark.executor.cores");

    static Settings of(LauncherArguments arguments, SparkArguments spark, Machine machine) throws IOException {
        Map<String, String> environment = new HashMap<>();
        VARIABLES.forEach(
                (variable, key) -> machine.variable(variable).ifPresent(value -> environment.put(key, value)));
        Map<String, String> defaults = read("spark-defaults.conf", machine.sparkDefaults());
        Map<String, String> file =
                read("--properties-file", spark.propertiesFile().map(Path::of));
        Optional<String> named = arguments.cluster();
        if (arguments.isVerb("bench", "rounds") || arguments.isVerb("bench", "memory")) {
            named = named.or(() -> Optional.of("local-cluster"));
        }
        String fitting = first(MASTER, List.of(spark.properties(), file, defaults, environment))
                .map(master -> MasterKind.of(master).preset())
                .orElse("local");
        Map<String, String> preset = new Presets(machine.home().resolve("conf/cluster")).read(named.orElse(fitting));
        Map<String, String> cluster = new HashMap<>();
        if (named.isPresent() && preset.containsKey(MASTER)) {
            cluster.put(MASTER, preset.get(MASTER));
            cluster.put(DEPLOY_MODE, preset.getOrDefault(DEPLOY_MODE, "client"));
        }
        Map<String, String> commandLine = new HashMap<>(spark.properties());
        if (arguments.needsNoCluster()) {
            commandLine.putAll(HERE);
        }
        return new Settings(preset, environment, defaults, cluster, file, commandLine);
    }

    private static Map<String, String> read(String what, Optional<Path> file) throws IOException {
        return file.isPresent() ? PropertiesFile.read(what, file.get()) : Map.of();
    }

    private static Optional<String> first(String key, List<Map<String, String>> heaviestFirst) {
        return heaviestFirst.stream()
                .map(properties -> properties.get(key))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Returns a property that is set outside the preset. */
    Optional<String> given(String key) {
        return first(key, List.of(commandLine, file, cluster, defaults, environment));
    }

    String get(String key, String otherwise) {
        return given(key).orElse(preset.getOrDefault(key, otherwise));
    }

    String master() {
        return get(MASTER, "local");
    }

    /**
     * Whether the driver runs in the cluster. A local driver has no cluster to run in, whatever an administrator's file
     * sets for other masters.
     */
    boolean isClusterMode() {
        boolean local =
                MasterKind.of(master()) == MasterKind.LOCAL || MasterKind.of(master()) == MasterKind.LOCAL_CLUSTER;
        Optional<String> mode =
                local ? first(DEPLOY_MODE, List.of(commandLine, file)) : Optional.of(get(DEPLOY_MODE, "client"));
        return mode.orElse("client").equals("cluster");
    }

    /** Returns the properties that spark-submit would not find by itself. */
    Map<String, String> toPass() {
        Map<String, String> pass = new LinkedHashMap<>();
        preset.forEach((key, value) -> {
            if (given(key).isEmpty()) {
                pass.put(key, value);
            }
        });
        cluster.forEach((key, value) -> {
            if (first(key, List.of(commandLine, file)).isEmpty()) {
                pass.put(key, value);
            }
        });
        if (!isClusterMode() && get(DEPLOY_MODE, "client").equals("cluster")) {
            pass.put(DEPLOY_MODE, "client");
        }
        localClusterMemory().ifPresent(memory -> pass.replace("spark.executor.memory", memory));
        return pass;
    }

    /**
     * Returns the memory of a local cluster's executor, which is that of its worker: that of the preset may be more.
     */
    private Optional<String> localClusterMemory() {
        List<String> sizes = List.of(master().split("[\\[,\\]]", -1));
        return sizes.get(0).equals("local-cluster") && sizes.size() > 3
                ? Optional.of(sizes.get(3).strip() + "m")
                : Optional.empty();
    }

    /** Returns the properties as spark-submit will see them. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>(inFiles());
        all.putAll(toPass());
        all.putAll(commandLine);
        return all;
    }

    /**
     * Returns Hadoop's configuration as the driver will see it, also for a dry run, which has no folder of Hadoop on
     * its class path.
     */
    Configuration hadoop(Machine machine) {
        Configuration hadoop = new Configuration();
        Stream.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")
                .flatMap(name -> machine.variable(name).stream())
                .flatMap(folder -> Stream.of("core-site.xml", "hdfs-site.xml").map(name -> Path.of(folder, name)))
                .filter(Files::isRegularFile)
                .forEach(file -> hadoop.addResource(new org.apache.hadoop.fs.Path(file.toUri())));
        all().forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                hadoop.set(key.substring(HADOOP.length()), value);
            }
        });
        return hadoop;
    }

    /**
     * Returns Hadoop's configuration after a login as spark-submit does it, with {@code --principal} and {@code
     * --keytab}: this process reads from the cluster's file system too.
     */
    Configuration loggedIn(Machine machine) throws IOException {
        Configuration hadoop = hadoop(machine);
        Optional<String> principal = given("spark.kerberos.principal");
        Optional<String> keytab = given("spark.kerberos.keytab");
        UserGroupInformation.setConfiguration(hadoop);
        if (UserGroupInformation.isSecurityEnabled() && principal.isPresent() && keytab.isPresent()) {
            UserGroupInformation.loginUserFromKeytab(principal.get(), keytab.get());
        }
        return hadoop;
    }

    /** Returns the properties of spark-defaults.conf and of the file of {@code --properties-file}. */
    Map<String, String> inFiles() {
        Map<String, String> both = new TreeMap<>(defaults);
        both.putAll(file);
        return both;
    }

    /** Whether there are two files, of which spark-submit would read only one. */
    boolean areInTwoFiles() {
        return !defaults.isEmpty() && !file.isEmpty();
    }
}
