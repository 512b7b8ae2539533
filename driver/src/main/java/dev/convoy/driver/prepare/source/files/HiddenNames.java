package dev.convoy.driver.prepare.source.files;

import java.util.Locale;
import java.util.Set;

/**
 * Names of files and folders that are no part of the input: those that start with a dot or, as for Hadoop, with an
 * underscore, and what Windows, macOS and storage servers leave in folders.
 */
public final class HiddenNames {
    private static final Set<String> LEFT_BEHIND = Set.of("thumbs.db", "desktop.ini", "@eadir", "lost+found");

    private HiddenNames() {}

    /** @param name name without its folder */
    public static boolean contain(String name) {
        return name.startsWith(".") || name.startsWith("_") || LEFT_BEHIND.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a path or one of its folders is hidden. */
    public static boolean containPartOf(String path) {
        for (String name : path.split("/", -1)) {
            if (contain(name)) {
                return true;
            }
        }
        return false;
    }
}
