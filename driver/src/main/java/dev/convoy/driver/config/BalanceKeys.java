package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig.Balance;
import dev.convoy.driver.plan.Sampling;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the keys for data with rare classes. */
final class BalanceKeys {
    private static final String SAMPLING = "train.sampling";

    private BalanceKeys() {}

    static Balance of(Config config) {
        return new Balance(weights(config), sampling(config.getString(SAMPLING)));
    }

    private static Sampling sampling(String name) {
        return switch (name) {
            case "shuffle" -> Sampling.SHUFFLE;
            case ClassWeights.BALANCED -> Sampling.BALANCED;
            default ->
                throw new InvalidInputException(SAMPLING + " must be shuffle or balanced", name, "Use one of them.");
        };
    }

    private static ClassWeights weights(Config config) {
        if (config.getIsNull(ClassWeights.KEY)) {
            return ClassWeights.OWN;
        }
        if (config.getValue(ClassWeights.KEY).valueType() != ConfigValueType.STRING) {
            return explicit(config);
        }
        String text = config.getString(ClassWeights.KEY).strip();
        if (text.equals(ClassWeights.BALANCED)) {
            return new ClassWeights(true, Map.of(), List.of());
        }
        // -D gives text.
        try {
            return explicit(ConfigFactory.parseString(ClassWeights.KEY + ": " + text));
        } catch (ConfigException e) {
            throw invalid(text, e);
        }
    }

    private static InvalidInputException invalid(String given, Exception cause) {
        return new InvalidInputException(
                ClassWeights.KEY + " must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]",
                given,
                "For example {cat: 2, dog: 0.5}.",
                cause);
    }

    private static ClassWeights explicit(Config config) {
        ConfigValueType type = config.getValue(ClassWeights.KEY).valueType();
        List<Double> inOrder = type == ConfigValueType.LIST ? config.getDoubleList(ClassWeights.KEY) : List.of();
        Map<String, Double> byName =
                type == ConfigValueType.LIST ? Map.of() : named(config.getConfig(ClassWeights.KEY));
        if (inOrder.isEmpty() && byName.isEmpty()) {
            throw invalid("no weight", null);
        }
        return new ClassWeights(false, byName, inOrder);
    }

    private static Map<String, Double> named(Config given) {
        return given.root().keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> given.getDouble(ConfigUtil.joinPath(name))));
    }
}
