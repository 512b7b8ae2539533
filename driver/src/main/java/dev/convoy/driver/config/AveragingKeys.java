package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.AveragingFrequency.Phase;
import java.util.List;
import java.util.Set;

/** Reads {@code train.averaging-frequency}: a number, or phases. */
final class AveragingKeys {
    private static final String FREQUENCY = "train.averaging-frequency";
    private static final String FROM = "from-epoch";
    private static final String STEPS = "frequency";

    private AveragingKeys() {}

    static AveragingFrequency frequency(Config config) {
        if (config.getValue(FREQUENCY).valueType() == ConfigValueType.LIST) {
            return phases(config.getConfigList(FREQUENCY));
        }
        String text = config.getString(FREQUENCY).strip();
        if (!text.startsWith("[")) {
            return AveragingFrequency.always(Numbers.whole(config, FREQUENCY));
        }
        // -D gives text.
        try {
            return phases(ConfigFactory.parseString("phases: " + text).getConfigList("phases"));
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    FREQUENCY + " must be a number, or phases as HOCON",
                    text + " (" + e.getMessage() + ")",
                    "For example [{from-epoch: 1, frequency: 1}, {from-epoch: 11, frequency: 16}].",
                    e);
        }
    }

    private static AveragingFrequency phases(List<? extends Config> given) {
        return new AveragingFrequency(given.stream().map(AveragingKeys::phase).toList());
    }

    private static Phase phase(Config given) {
        Set<String> keys = given.root().keySet();
        if (!keys.equals(Set.of(FROM, STEPS))) {
            throw new InvalidInputException(
                    "each phase of " + FREQUENCY + " must have the keys " + FROM + " and " + STEPS + ", and no others",
                    keys,
                    "For example {from-epoch: 1, frequency: 10}.");
        }
        // Messages name the whole key.
        Config phase = given.atPath(FREQUENCY);
        int from = Numbers.whole(phase, FREQUENCY + "." + FROM);
        // Below 1 it is out of order anyway, and must not become a large number.
        return new Phase(Math.max(from, 0) - 1, Numbers.whole(phase, FREQUENCY + "." + STEPS));
    }
}
