package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig.OuterChoice;
import dev.convoy.driver.run.Redaction;
import dev.convoy.kernel.Precision;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Reads {@code reference.conf}, a job's file and {@code -D} overrides, in increasing order of precedence. */
public final class ConfigLoader {
    static final String ROOT = "convoy";
    private static final String CONF = "--conf";

    private final Config reference = ConfigFactory.parseResources(ConfigLoader.class, "/reference.conf");
    private final Config defaults = reference.resolve();
    private final Set<String> known = keys(defaults);

    /**
     * @param file the job's HOCON file, if any
     * @param overrides {@code key=value}, the key without {@code convoy.}
     * @throws InvalidInputException for an unknown key, a value out of range or a file that cannot be read
     */
    public JobConfig load(Optional<File> file, List<String> overrides) {
        return load(parsed(file), overrides);
    }

    /** @param file the content of a job's file */
    JobConfig load(Config file, List<String> overrides) {
        Config given = given(file, overrides);
        try {
            Config whole = given.withFallback(reference).resolve();
            keys(whole).forEach(this::checkKnown);
            return convert(whole);
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    "the configuration must fit reference.conf", e.getMessage(), "Correct the value it names.", e);
        }
    }

    /**
     * Returns what {@code load} reads from the file and the overrides, in a form that means the same on another
     * machine.
     */
    public ResolvedFile resolve(File file, List<String> overrides) {
        Config given = given(parse(CONF, file), overrides);
        return new ResolvedFile(
                given.resolveWith(given.withFallback(reference).resolve()).withOnlyPath(ROOT));
    }

    private Config parsed(Optional<File> file) {
        return file.map(present -> parse(CONF, present)).orElse(ConfigFactory.empty());
    }

    private Config given(Config file, List<String> overrides) {
        Config given = file;
        for (String override : overrides) {
            given = withOverride(given, override);
        }
        return given;
    }

    /** @param option option or parameter that names the file, for messages */
    Config parse(String option, File file) {
        if (!file.isFile()) {
            throw new InvalidInputException(option + " must name a file that exists", file, "Check the path.");
        }
        try {
            return ConfigFactory.parseFile(file);
        } catch (ConfigException e) {
            throw new InvalidInputException(option + " must be HOCON", e.getMessage(), "Correct the line it names.", e);
        }
    }

    private Config withOverride(Config given, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InvalidInputException("-D takes key=value", override, "For example -D train.epochs=2.");
        }
        String path = ROOT + "." + override.substring(0, equals).strip();
        checkKnown(path);
        // Not parsed as HOCON: the // of hdfs:// would start a comment.
        String text = override.substring(equals + 1);
        boolean isNull = text.strip().equals("null") && known.contains(path) && defaults.getIsNull(path);
        try {
            return given.withValue(path, ConfigValueFactory.fromAnyRef(isNull ? null : text));
        } catch (ConfigException.BadPath e) {
            throw new InvalidInputException(
                    "-D takes a key of names with dots between them",
                    override,
                    "Put a name with other characters in double quotes: -D 'train.class-weights.\"c++\"=2'.",
                    e);
        }
    }

    void checkKnown(String path) {
        if (!isKnown(path)) {
            String key = withoutRoot(path);
            throw new InvalidInputException(
                    "a key must be one of reference.conf's",
                    key,
                    "Did you mean " + nearest(key, known.stream().map(ConfigLoader::withoutRoot)) + "?");
        }
    }

    boolean isKnown(String path) {
        return known.contains(path)
                || PrepareKeys.SPLIT_PATHS.contains(withoutRoot(path))
                || DataKeys.NORMALIZATION_PATHS.contains(withoutRoot(path))
                || withoutRoot(path).startsWith(ClassWeights.KEY + ".");
    }

    static String nearest(String key, Stream<String> candidates) {
        return candidates
                .min(Comparator.comparingInt(
                        candidate -> LevenshteinDistance.getDefaultInstance().apply(key, candidate)))
                .orElseThrow();
    }

    Config reference() {
        return reference;
    }

    private static String withoutRoot(String path) {
        return path.startsWith(ROOT + ".") ? path.substring(ROOT.length() + 1) : path;
    }

    /** Returns all paths, including those set to null. */
    private static Set<String> keys(Config config) {
        Set<String> keys = new TreeSet<>();
        collect(config.root(), "", keys);
        return keys;
    }

    private static void collect(com.typesafe.config.ConfigObject object, String prefix, Set<String> keys) {
        object.forEach((name, value) -> {
            String path = prefix + ConfigUtil.quoteString(name).replaceAll("^\"([A-Za-z0-9_-]+)\"$", "$1");
            if (value.valueType() == ConfigValueType.OBJECT) {
                collect((com.typesafe.config.ConfigObject) value, path + ".", keys);
                return;
            }
            keys.add(path);
        });
    }

    private static JobConfig convert(Config whole) {
        Config config = whole.getConfig(ROOT);
        // First, because prepare.seed is the same number unless it is given.
        long seed = Numbers.wholeLong(config, "train.seed");
        return new JobConfig(
                DataKeys.of(config),
                PrepareKeys.of(config),
                config.getString("model"),
                new JobConfig.Train(
                        Numbers.whole(config, "train.epochs"),
                        Numbers.whole(config, "train.batch-size"),
                        new JobConfig.Averaging(
                                Numbers.whole(config, "train.workers"),
                                new JobConfig.Tasks(
                                        Numbers.wholeIfGiven(config, "train.gpu-workers"),
                                        Numbers.whole(config, "train.workers-per-task")),
                                AveragingKeys.frequency(config),
                                Numbers.whole(config, "train.averaging-warmup-rounds"),
                                new OuterChoice(
                                        config.getString("train.outer.optimizer"),
                                        Numbers.numberIfGiven(config, "train.outer.learning-rate"),
                                        Numbers.numberIfGiven(config, "train.outer.momentum"))),
                        seed,
                        Numbers.number(config, "train.label-smoothing"),
                        BalanceKeys.of(config),
                        LearningKeys.of(config),
                        text(config, "train.freeze-until"),
                        config.getBoolean("train.new-output")),
                new JobConfig.Kernel(
                        config.getString("kernel.engine"), Precision.of(config.getString("kernel.precision"))),
                LearningKeys.checkpoint(config),
                new JobConfig.Run(
                        text(config, "run.dir"),
                        config.getDuration("train.interrupt-grace"),
                        Until.of(
                                config,
                                Instant.ofEpochMilli(
                                        ManagementFactory.getRuntimeMXBean().getStartTime()),
                                ZonedDateTime.now(ZoneId.systemDefault())),
                        config.getBoolean("train.yield-when-queued")),
                new JobConfig.Report(
                        config.getBoolean("report.html"),
                        config.getBoolean("report.tensorboard"),
                        JobConfig.Report.address(text(config, "report.mlflow-uri"))),
                text(whole));
    }

    /** Returns the configuration as HOCON without secrets. No key is secret, and a class may be named "token". */
    private static String text(Config whole) {
        Config shown = whole.withOnlyPath(ROOT);
        for (Map.Entry<String, ConfigValue> entry : shown.entrySet()) {
            String text = entry.getValue().unwrapped().toString();
            String redacted = Redaction.of(text);
            // A value that is replaced loses its comment.
            if (entry.getValue().valueType() == ConfigValueType.STRING && !redacted.equals(text)) {
                shown = shown.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(redacted));
            }
        }
        // Comments are those of the user's file, too.
        return shown.root()
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false))
                .lines()
                .map(line -> line.stripLeading().startsWith("#") ? Redaction.of(line) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static Optional<String> text(Config config, String path) {
        return config.getIsNull(path) ? Optional.empty() : Optional.of(config.getString(path));
    }
}
