package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Kind;
import dev.convoy.base.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code train.augment}: a list of names, and of objects with a name and its parameters: a number for the first
 * one, a range as a list, or an object with their names.
 */
final class AugmentKeys {
    private static final String KEY = "train.augment";

    private AugmentKeys() {}

    static Augmentations of(Config config) {
        ConfigValue value = config.getValue(KEY);
        ConfigList list = value instanceof ConfigList known ? known : parsed(config.getString(KEY));
        return new Augmentations(list.stream().map(AugmentKeys::augmentation).toList());
    }

    /** -D gives text: flip, or [random-resized-crop, flip], or [{pad-crop: 4}, flip]. */
    private static ConfigList parsed(String text) {
        String inner = text.strip();
        String list = inner.startsWith("[") ? inner : "[" + inner + "]";
        try {
            return ConfigFactory.parseString(KEY + " = " + list).getList(KEY);
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    KEY + " must be a list of " + Kind.names(),
                    text,
                    "For example [flip] or [{pad-crop: 4}, flip, {erasing: 0.25}].",
                    e);
        }
    }

    private static Augmentation augmentation(ConfigValue value) {
        if (value.valueType() == ConfigValueType.STRING) {
            return Augmentation.of((String) value.unwrapped());
        }
        if (!(value instanceof ConfigObject object) || object.size() != 1) {
            throw unusable(value, "Write a name, or {name: value}, or {name: {parameter: value}}.");
        }
        Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
        Map<String, List<Double>> parameters = new LinkedHashMap<>();
        if (only.getValue() instanceof ConfigObject named) {
            named.forEach((name, number) -> parameters.put(name, numbers(value, number)));
        } else {
            parameters.put("", numbers(value, only.getValue()));
        }
        return Augmentation.of(only.getKey(), parameters);
    }

    private static List<Double> numbers(ConfigValue whole, ConfigValue value) {
        List<ConfigValue> all = value instanceof ConfigList list ? list : List.of(value);
        try {
            // Environment variables are text.
            return all.stream()
                    .map(number -> Double.parseDouble(String.valueOf(number.unwrapped())))
                    .toList();
        } catch (NumberFormatException e) {
            throw unusable(whole, "Parameters are numbers, or ranges [low, high].");
        }
    }

    private static InvalidInputException unusable(ConfigValue value, String what) {
        return new InvalidInputException(
                KEY + " must be a list of " + Kind.names() + ", with numbers as parameters",
                value.render(ConfigRenderOptions.concise()),
                what);
    }
}
