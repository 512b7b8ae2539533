package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of a job's file, in which includes and environment variables are resolved on this machine, for a driver
 * on another machine.
 */
public final class ResolvedFile {
    private final Config keys;

    ResolvedFile(Config keys) {
        this.keys = keys;
    }

    /** Returns the content as HOCON that needs no other file. */
    public String text() {
        return keys.root().render(ConfigRenderOptions.concise());
    }

    /** Returns the content as {@code key=value} for {@code -D}. */
    public List<String> overrides() {
        String prefix = ConfigLoader.ROOT + ".";
        Stream<Map.Entry<String, ConfigValue>> values = keys.entrySet().stream().sorted(Map.Entry.comparingByKey());
        return values.map(entry -> entry.getKey().substring(prefix.length()) + "=" + text(entry.getValue()))
                .toList();
    }

    /** Returns a value as for {@code -D}. */
    static String text(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? (String) value.unwrapped()
                : value.render(ConfigRenderOptions.concise());
    }
}
