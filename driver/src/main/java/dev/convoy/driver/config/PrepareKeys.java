package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Prepare.Splits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code prepare}. */
final class PrepareKeys {
    private static final String SPLITS = "prepare.splits";

    private static final List<String> SPLIT_NAMES = List.of("train", "validation", "test");

    /** Keys that reference.conf lacks, because its default is null. */
    static final List<String> SPLIT_PATHS =
            SPLIT_NAMES.stream().map(name -> SPLITS + "." + name).toList();

    private PrepareKeys() {}

    static Prepare of(Config config) {
        return new Prepare(
                ConfigLoader.text(config, "prepare.from"),
                ConfigLoader.text(config, "prepare.to"),
                Numbers.wholeLong(config, "prepare.seed"),
                splits(config),
                new Prepare.Input(
                        ConfigLoader.text(config, "prepare.group-by"),
                        ConfigLoader.text(config, "prepare.label-column"),
                        ConfigLoader.text(config, "prepare.path-column"),
                        ConfigLoader.text(config, "prepare.group-column")),
                new Prepare.Stored(
                        config.getIsNull("prepare.short-side")
                                ? Optional.empty()
                                : Optional.of(Numbers.whole(config, "prepare.short-side")),
                        Numbers.whole(config, "prepare.quality"),
                        config.getBoolean("prepare.raw"),
                        ConfigLoader.text(config, "prepare.size").map(Prepare.Size::of)),
                new Prepare.Output(
                        config.getBytes("prepare.shard-bytes"),
                        config.getString("prepare.channels"),
                        Numbers.number(config, "prepare.max-bad"),
                        config.getBytes("prepare.max-file-bytes")));
    }

    private static Splits splits(Config config) {
        if (config.getIsNull(SPLITS)) {
            return new Splits(Splits.OWN, Map.of());
        }
        if (config.getValue(SPLITS).valueType() == ConfigValueType.OBJECT) {
            return new Splits(Splits.FRACTIONS, fractions(config.getConfig(SPLITS)));
        }
        String text = config.getString(SPLITS);
        if (text.equals(Splits.FOLDERS)) {
            return new Splits(Splits.FOLDERS, Map.of());
        }
        // -D and --splits give text: train=0.8,test=0.2 or {train: 0.8, test: 0.2}.
        try {
            return new Splits(Splits.FRACTIONS, fractions(ConfigFactory.parseString(text)));
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    "prepare.splits must be folders or shares such as {train: 0.8, validation: 0.1, test: 0.1}",
                    text,
                    "Use one of them.",
                    e);
        }
    }

    private static Map<String, Double> fractions(Config shares) {
        Map<String, Double> fractions = new LinkedHashMap<>();
        for (String name : shares.root().keySet()) {
            if (!SPLIT_NAMES.contains(name)) {
                throw new InvalidInputException(
                        "prepare.splits may name " + String.join(", ", SPLIT_NAMES), name, "Use these names.");
            }
        }
        for (String name : SPLIT_NAMES) {
            if (shares.hasPath(name)) {
                fractions.put(name, Numbers.number(shares, name, SPLITS + "." + name));
            }
        }
        return fractions;
    }
}
