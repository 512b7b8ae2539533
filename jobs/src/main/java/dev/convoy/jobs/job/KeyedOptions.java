package dev.convoy.jobs.job;

import java.util.List;

/** A verb with options that stand for keys of reference.conf. */
public interface KeyedOptions {
    /** Returns the options that were given, as {@code key=value}. They win over {@code -D} and the file. */
    List<String> keyValues();
}
