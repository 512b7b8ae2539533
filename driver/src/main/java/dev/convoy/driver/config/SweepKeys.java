package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.sweep.Choice;
import dev.convoy.driver.sweep.Metric;
import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.SweepSettings.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the section {@code sweep}. */
final class SweepKeys {
    private static final List<String> KEYS =
            List.of("strategy", "trials", "rungs", "seed", "concurrent", "metric", "keys");
    private static final List<String> RANGE = List.of("min", "max", "scale");
    private static final List<String> RUNGS = List.of("first", "factor");
    /** Sections with keys that are no part of a training. */
    private static final List<String> NOT_OF_A_TRIAL = List.of("run.", "prepare.", "report.");

    private static final String PREFIX = SweepFile.SECTION + ".";

    private final Config section;
    /** Has the keys of the section with their whole names, for messages. */
    private final Config root;

    private final ConfigLoader loader;

    SweepKeys(Config section, ConfigLoader loader) {
        this.section = section;
        this.root = section.atKey(SweepFile.SECTION);
        this.loader = loader;
    }

    /** @param epochs {@code train.epochs} of all trials, if the sweep does not set it */
    SweepSettings settings(int epochs) {
        requireKnown("", section.root(), KEYS);
        Strategy strategy = strategy(section.hasPath("strategy") ? section.getString("strategy") : "grid");
        SortedMap<String, Choice> choices = new TreeMap<>();
        if (section.hasPath("keys")) {
            collect(section.getObject("keys"), "", choices);
        }
        if (strategy.hasRungs() && choices.containsKey("train.epochs")) {
            throw new InvalidInputException(
                    "sweep.keys must not name train.epochs with strategy = " + strategy.key()
                            + ", which compares trials at equal epochs",
                    choices.get("train.epochs").describe(),
                    "Set train.epochs once, for all trials.");
        }
        return new SweepSettings(
                strategy,
                number("trials"),
                rungs(epochs),
                section.hasPath("seed") ? Numbers.wholeLong(root, PREFIX + "seed") : 1,
                number("concurrent"),
                Metric.of(section.hasPath("metric") ? section.getString("metric") : Metric.ACCURACY.key()),
                choices);
    }

    private static Strategy strategy(String given) {
        for (Strategy strategy : Strategy.values()) {
            if (strategy.key().equals(given)) {
                return strategy;
            }
        }
        throw new InvalidInputException(
                "sweep.strategy must be grid, random, halving or asha", given, "Use one of them.");
    }

    private OptionalInt number(String key) {
        return section.hasPath(key) ? OptionalInt.of(Numbers.whole(root, PREFIX + key)) : OptionalInt.empty();
    }

    private Rungs rungs(int epochs) {
        if (!section.hasPath("rungs")) {
            return Rungs.whole(epochs);
        }
        if (section.getValue("rungs").valueType() == ConfigValueType.LIST) {
            return Rungs.at(Numbers.wholeList(root, PREFIX + "rungs"), epochs);
        }
        Config rungs = section.getConfig("rungs");
        requireKnown("rungs.", rungs.root(), RUNGS);
        return Rungs.geometric(
                Numbers.whole(root, PREFIX + "rungs.first"), Numbers.whole(root, PREFIX + "rungs.factor"), epochs);
    }

    /** Keys may be written with dots or as sections. */
    private void collect(ConfigObject object, String prefix, SortedMap<String, Choice> choices) {
        object.forEach((name, value) -> {
            String key = prefix + name;
            String path = ConfigLoader.ROOT + "." + key;
            if (!loader.isKnown(path) && value instanceof ConfigObject inner && !inner.containsKey("min")) {
                collect(inner, key + ".", choices);
                return;
            }
            loader.checkKnown(path);
            if (NOT_OF_A_TRIAL.stream().anyMatch(key::startsWith)) {
                throw new InvalidInputException(
                        "sweep.keys must name keys of a training", key, "Leave it out of sweep.keys.");
            }
            if (choices.put(key, choice(key, value)) != null) {
                throw new InvalidInputException("sweep.keys must name a key once", key, "Remove one of the two.");
            }
        });
    }

    private static Choice choice(String key, ConfigValue value) {
        if (value instanceof ConfigList list && !list.isEmpty()) {
            return new Choice.Values(values(key, list));
        }
        if (value instanceof ConfigObject range && range.containsKey("min") && range.containsKey("max")) {
            String inKey = "keys." + key + ".";
            requireKnown(inKey, range, RANGE);
            Config config = range.toConfig();
            return new Choice.Range(
                    Numbers.number(config, "min", PREFIX + inKey + "min"),
                    Numbers.number(config, "max", PREFIX + inKey + "max"),
                    scale(config.hasPath("scale") ? config.getString("scale") : "linear"));
        }
        throw new InvalidInputException(
                "a key of sweep.keys must have a list of values or a range {min, max, scale}",
                key + " = " + value.render(ConfigRenderOptions.concise()),
                "For example [0.1, 0.01] or {min = 0.001, max = 0.1, scale = log}.");
    }

    private static List<String> values(String key, ConfigList list) {
        Set<String> values = new LinkedHashSet<>();
        for (ConfigValue value : list) {
            String text = ResolvedFile.text(value);
            boolean isUsable = value.valueType() != ConfigValueType.NULL && values.add(text);
            if (!isUsable) {
                throw new InvalidInputException(
                        "the values of a key of sweep.keys must differ, and none may be null",
                        key + " = " + list.render(ConfigRenderOptions.concise()),
                        "Remove " + text + ".");
            }
        }
        return new ArrayList<>(values);
    }

    private static Choice.Scale scale(String given) {
        return Stream.of(Choice.Scale.values())
                .filter(scale -> scale.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInputException("scale must be linear, log or int", given, "Use one of them."));
    }

    private static void requireKnown(String prefix, ConfigObject object, List<String> known) {
        for (String key : object.keySet()) {
            if (!known.contains(key)) {
                throw new InvalidInputException(
                        "a key of the section sweep must be known",
                        PREFIX + prefix + key,
                        "Did you mean " + PREFIX + prefix + ConfigLoader.nearest(key, known.stream()) + "?");
            }
        }
    }
}
