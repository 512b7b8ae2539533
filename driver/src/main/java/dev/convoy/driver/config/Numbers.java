package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads numbers. Typesafe Config alone would cut fractions off, and not take the text that -D gives for a list. */
final class Numbers {
    private Numbers() {}

    /** @throws InvalidInputException for a fraction, and for what does not fit into 32 bits */
    static int whole(Config config, String path) {
        long value = wholeLong(config, path);
        if (value != (int) value) {
            throw notWhole(config, path, " of 32 bits", null);
        }
        return (int) value;
    }

    /** @throws InvalidInputException for a fraction, and for what does not fit into 64 bits */
    static long wholeLong(Config config, String path) {
        try {
            double value = config.getDouble(path);
            if (value == Math.rint(value) && Math.abs(value) <= Long.MAX_VALUE) {
                return config.getLong(path);
            }
        } catch (ConfigException.WrongType | ConfigException.Null e) {
            throw notWhole(config, path, "", e);
        }
        throw notWhole(config, path, "", null);
    }

    private static InvalidInputException notWhole(Config config, String path, String range, Exception cause) {
        return new InvalidInputException(
                path + " must be a whole number" + range, given(config, path), "Try 1.", cause);
    }

    /** Returns a whole number, or nothing if the key is null. */
    static OptionalInt wholeIfGiven(Config config, String path) {
        return config.getIsNull(path) ? OptionalInt.empty() : OptionalInt.of(whole(config, path));
    }

    static double number(Config config, String path) {
        return number(config, path, path);
    }

    /** @param name the key as users write it */
    static double number(Config config, String path, String name) {
        try {
            return config.getDouble(path);
        } catch (ConfigException.WrongType | ConfigException.Null e) {
            throw new InvalidInputException(name + " must be a number", given(config, path), "For example 0.1.", e);
        }
    }

    /** Returns a number, or nothing if the key is null. */
    static OptionalDouble numberIfGiven(Config config, String path) {
        return config.getIsNull(path) ? OptionalDouble.empty() : OptionalDouble.of(number(config, path));
    }

    /** Returns a list of numbers, also if it is given as text. */
    static List<Double> list(Config config, String path) {
        try {
            if (config.getValue(path).valueType() != ConfigValueType.STRING) {
                return config.getDoubleList(path);
            }
            return ConfigFactory.parseString("list = " + config.getString(path)).getDoubleList("list");
        } catch (ConfigException.WrongType | ConfigException.Null | ConfigException.Parse e) {
            throw new InvalidInputException(
                    path + " must be a list of numbers", given(config, path), "For example [100, 150].", e);
        }
    }

    /** Returns a list of whole numbers of 32 bits. */
    static List<Integer> wholeList(Config config, String path) {
        List<Double> all = list(config, path);
        if (all.stream().anyMatch(value -> value != value.intValue())) {
            throw new InvalidInputException(path + " must be a list of whole numbers", all, "For example [1, 3, 9].");
        }
        return all.stream().map(Double::intValue).toList();
    }

    private static Object given(Config config, String path) {
        return config.getIsNull(path) ? "null" : config.getValue(path).unwrapped();
    }
}
