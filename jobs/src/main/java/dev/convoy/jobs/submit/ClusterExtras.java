package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.ResolvedFile;
import dev.convoy.driver.run.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Extra properties, files and options for a driver in the cluster, which has neither the environment nor the files of
 * the submitting machine.
 *
 * @param properties properties of Spark
 * @param files URIs of files that YARN copies to the working folders of driver and executors
 * @param shippedFile the text of one more file, which the job's arguments name
 * @param javaOptions Java options of spark-submit, which only submits and waits here
 * @param outcome file to which the driver writes its outcome
 */
record ClusterExtras(
        Map<String, String> properties,
        List<String> files,
        Optional<String> shippedFile,
        List<String> jobArguments,
        List<String> javaOptions,
        Optional<OutcomeFile> outcome) {
    static final String SHIPPED_NAME = "convoy-job.conf";
    static final String NATIVE_LOGGER = "-Dorg.bytedeco.javacpp.logger=slf4j";

    static ClusterExtras none(List<String> jobArguments) {
        return new ClusterExtras(Map.of(), List.of(), Optional.empty(), jobArguments, List.of(), Optional.empty());
    }

    /** @param environment environment of the driver, as if it ran here */
    static ClusterExtras of(
            ClusterJob job, Settings settings, Machine machine, Map<String, String> environment, String id) {
        MasterKind master = MasterKind.of(settings.master());
        boolean yarn = master == MasterKind.YARN;
        Map<String, String> properties = new TreeMap<>();
        List<String> files = new ArrayList<>();
        List<String> javaOptions = new ArrayList<>();
        if (yarn) {
            files.add(Machine.uri(machine.home().resolve("conf/log4j2.properties")) + "#convoy-log4j2.properties");
            job.model().ifPresent(model -> files.add(Machine.uri(model)));
            // YARN fills in <LOG_DIR>.
            addOptions(
                    "spark.driver.defaultJavaOptions",
                    NATIVE_LOGGER
                            + " -Dconvoy.log=<LOG_DIR>/spark.log -Dlog4j2.configurationFile=convoy-log4j2.properties",
                    settings,
                    properties);
        }
        if (master == MasterKind.STANDALONE) {
            // Options that Java 17 needs. Spark gives them to every process except this driver, and its client ignores
            // spark.driver.defaultJavaOptions.
            addOptions("spark.driver.extraJavaOptions", JavaModuleOptions.defaultModuleOptions(), settings, properties);
            // Spark's client reports the driver's state only in a line of its log.
            javaOptions.add("-Dlog4j2.configurationFile="
                    + Machine.uri(machine.home().resolve("conf/log4j2-submit.properties")));
        }
        if (yarn || master == MasterKind.KUBERNETES) {
            String prefix = yarn ? "spark.yarn.appMasterEnv." : "spark.kubernetes.driverEnv.";
            environment.forEach((name, value) -> {
                // The image of Kubernetes has Convoy elsewhere.
                if (settings.given(prefix + name).isEmpty() && (yarn || !name.equals("CONVOY_HOME"))) {
                    properties.put(prefix + name, value);
                }
            });
        }
        Optional<OutcomeFile> outcome = job.run()
                .filter(run -> waits(master, settings))
                .flatMap(run -> OutcomeFile.of(run, id, settings.hadoop(machine)))
                // A local path of a pod is not one of this machine.
                .filter(file -> master != MasterKind.KUBERNETES
                        || !"file".equals(file.folder().toUri().getScheme()));
        outcome.ifPresent(file -> properties.putAll(file.properties()));
        Optional<String> shipped = job.file().filter(file -> yarn).map(ResolvedFile::text);
        return new ClusterExtras(properties, files, shipped, arguments(job, yarn), javaOptions, outcome);
    }

    private static List<String> arguments(ClusterJob job, boolean yarn) {
        if (job.file().isEmpty()) {
            return job.arguments();
        }
        if (yarn) {
            return job.withoutFile(List.of("--conf", SHIPPED_NAME));
        }
        List<String> overrides = job.file().get().overrides();
        overrides.forEach(ClusterExtras::requireNoSecret);
        return job.withoutFile(
                overrides.stream().map(override -> "-D" + override).toList());
    }

    private static void requireNoSecret(String override) {
        String shown = Redaction.of(override);
        if (!shown.equals(override)) {
            throw new InvalidInputException(
                    StringUtils.substringBefore(override, "=")
                            + " must have no password where the keys of --conf become arguments of the driver, which"
                            + " others can list: on Kubernetes and on a standalone cluster",
                    shown,
                    "Set it in the driver's environment, such as MLFLOW_TRACKING_PASSWORD.");
        }
    }

    private static void addOptions(String key, String options, Settings settings, Map<String, String> properties) {
        properties.put(key, (settings.get(key, "") + " " + options).strip());
    }

    private static boolean waits(MasterKind master, Settings settings) {
        return switch (master) {
            case YARN ->
                settings.get("spark.yarn.submit.waitAppCompletion", "true").equals("true");
            case KUBERNETES ->
                settings.get("spark.kubernetes.submission.waitAppCompletion", "true")
                        .equals("true");
            case STANDALONE ->
                settings.get("spark.standalone.submit.waitAppCompletion", "false")
                                .equals("true")
                        && !settings.get("spark.master.rest.enabled", "false").equals("true");
            case LOCAL, LOCAL_CLUSTER, OTHER -> false;
        };
    }
}
