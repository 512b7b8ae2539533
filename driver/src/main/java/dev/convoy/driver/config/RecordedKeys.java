package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.TreeMap;

/** The keys of a {@code resolved.conf}, for showing them: of any version of Convoy, and perhaps damaged. */
public final class RecordedKeys {
    private final Config keys;

    private RecordedKeys(Config keys) {
        this.keys = keys;
    }

    /** @param text HOCON; of what cannot be parsed, no key is known */
    public static RecordedKeys of(String text) {
        try {
            return new RecordedKeys(ConfigFactory.parseString(text));
        } catch (ConfigException e) {
            return new RecordedKeys(ConfigFactory.empty());
        }
    }

    /**
     * Returns the value of a key, or an empty text if it has none.
     *
     * @param key as for {@code -D}
     */
    public String text(String key) {
        String path = ConfigLoader.ROOT + "." + key;
        return keys.hasPath(path) ? keys.getString(path) : "";
    }

    /** Returns all values by key, as for {@code -D}; those that are null are not in it. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        if (keys.hasPath(ConfigLoader.ROOT)) {
            keys.getConfig(ConfigLoader.ROOT)
                    .entrySet()
                    .forEach(entry -> all.put(entry.getKey(), ResolvedFile.text(entry.getValue())));
        }
        return all;
    }
}
