package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;

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
}
