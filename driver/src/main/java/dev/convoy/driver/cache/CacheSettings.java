package dev.convoy.driver.cache;

import java.io.Serializable;

/**
 * Settings of the copies of shards on a host.
 *
 * @param limitBytes bytes that they may take; negative for half of what is free
 */
public record CacheSettings(long limitBytes) implements Serializable {
    public static final CacheSettings DEFAULT = new CacheSettings(-1);
}
