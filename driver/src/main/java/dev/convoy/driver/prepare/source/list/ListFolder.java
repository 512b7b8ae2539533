package dev.convoy.driver.prepare.source.list;

import dev.convoy.driver.files.UserPath;
import java.io.IOException;
import java.io.Serializable;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a list, which its paths are relative to.
 *
 * @param path whole path of the folder
 * @param prefix path of the folder relative to the input, with a last slash, or ""
 * @param key the option that names the input, for messages
 */
record ListFolder(String path, String prefix, String key) implements Serializable {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

    /**
     * Finds a file.
     *
     * @param given a path relative to this folder, an absolute path on its file system, or a URI; names are literal
     */
    UserPath file(String given, Configuration hadoop) throws IOException {
        if (SCHEME.matcher(given).matches()) {
            return UserPath.of(key, given, hadoop);
        }
        UserPath folder = UserPath.of(key, path, hadoop);
        Path file = given.startsWith("/")
                ? folder.files().makeQualified(new Path(null, null, given.replaceFirst("^/+", "/")))
                : new Path(folder.path() + "/" + given);
        return new UserPath(folder.files(), file);
    }

    /** Returns the id of a file: its path relative to the input if it is inside, else as the list gives it. */
    String id(String given) {
        if (SCHEME.matcher(given).matches() || given.startsWith("/")) {
            String whole =
                    given.startsWith("/") ? given : new Path(given).toUri().getPath();
            String start = new Path(path).toUri().getPath() + "/";
            boolean same = given.startsWith("/") || given.startsWith(path + "/");
            return same && whole.startsWith(start) ? prefix + whole.substring(start.length()) : given;
        }
        return prefix + given.replaceFirst("^(\\./+)+", "");
    }
}
