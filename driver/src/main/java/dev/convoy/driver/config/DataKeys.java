package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Data.NormalizationChoice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the section {@code data}, and {@code train.augment}. */
final class DataKeys {
    private static final String NORMALIZATION = "data.normalization";

    /** Keys that reference.conf lacks, because its default is a name. */
    static final List<String> NORMALIZATION_PATHS = List.of(NORMALIZATION + ".mean", NORMALIZATION + ".deviation");

    private static final List<String> NAMES =
            List.of(NormalizationChoice.AUTO, NormalizationChoice.STANDARD, "unit", "symmetric", "imagenet");

    private DataKeys() {}

    static Data of(Config config) {
        return new Data(
                config.getString("data.train"),
                config.getIsNull("data.validation")
                        ? Optional.empty()
                        : Optional.of(config.getString("data.validation")),
                config.getString("data.test"),
                new Data.Images(
                        config.getString("data.decoder"),
                        Numbers.wholeIfGiven(config, "data.image-size"),
                        Numbers.wholeIfGiven(config, "data.resize"),
                        AugmentKeys.of(config),
                        normalization(config)),
                new Data.Feed(
                        config.getIsNull("data.cache")
                                ? OptionalLong.empty()
                                : OptionalLong.of(config.getBytes("data.cache")),
                        config.getBytes("data.window"),
                        Numbers.wholeIfGiven(config, "data.decode-threads")));
    }

    private static NormalizationChoice normalization(Config config) {
        if (config.getValue(NORMALIZATION).valueType() == ConfigValueType.OBJECT) {
            return explicit(config);
        }
        String text = config.getString(NORMALIZATION);
        if (NAMES.contains(text)) {
            return new NormalizationChoice(text, List.of(), List.of());
        }
        try {
            return explicit(ConfigFactory.parseString(NORMALIZATION + ": " + text));
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    NORMALIZATION + " must be " + String.join(", ", NAMES) + " or {mean: […], deviation: […]}",
                    text,
                    "Use one of them.",
                    e);
        }
    }

    private static NormalizationChoice explicit(Config config) {
        return new NormalizationChoice(
                NormalizationChoice.EXPLICIT,
                Numbers.list(config, NORMALIZATION + ".mean"),
                Numbers.list(config, NORMALIZATION + ".deviation"));
    }
}
