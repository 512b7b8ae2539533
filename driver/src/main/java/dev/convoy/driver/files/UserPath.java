package dev.convoy.driver.files;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A file or folder that a user named, with its file system. Names are literal: spaces, {@code %20}, {@code #}, brackets
 * and letters of any alphabet are kept. {@code ~/} is the home folder. A name may contain colons, but if a slash
 * follows the first colon, as in {@code hdfs://} or {@code file:/}, it starts with a scheme.
 *
 * @param files file system; for local files the raw one without .crc files, which a name with a colon cannot have
 * @param path full path with its scheme, which does not depend on the working folder
 */
public record UserPath(FileSystem files, Path path) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(/*)(.*)", Pattern.DOTALL);

    private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s]*@");

    private static final Set<String> NO_COLONS = Set.of("hdfs", "webhdfs", "swebhdfs", "viewfs");

    private static final char UNREADABLE = '\uFFFD';

    /**
     * Finds the file system; does not check whether the file exists.
     *
     * @param key the key that the user set, for messages
     * @throws InvalidInputException if it is not a path, or its file system is unknown or lacks its library
     */
    public static UserPath of(String key, String given, Configuration hadoop) throws IOException {
        if (given.isBlank() || given.indexOf('\0') >= 0) {
            throw new InvalidInputException(
                    key + " must be a path", given.isBlank() ? "nothing" : "a character 0", "Set it to a path.");
        }
        Path path = parse(key, given, hadoop);
        FileSystem found = fileSystem(key, given, path, hadoop);
        // Hadoop's local file system writes a .crc file for each file; its raw file system does not.
        FileSystem files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
        Path whole = qualified(key, given, path, files);
        checkName(key, given, whole, files);
        return new UserPath(files, whole);
    }

    /** Whether this is a folder that exists. */
    public boolean isFolder() throws IOException {
        return files.exists(path) && files.getFileStatus(path).isDirectory();
    }

    /** Whether this is a folder with a file of this name. HDFS reports an error for a name below a file. */
    public boolean hasFile(String name) throws IOException {
        return isFolder() && files.exists(new Path(path, name));
    }

    private static Path parse(String key, String given, Configuration hadoop) throws IOException {
        if (given.equals("~") || given.startsWith("~/")) {
            FileSystem files = FileSystem.get(hadoop);
            return new Path(files.getHomeDirectory() + given.substring(1));
        }
        if (given.startsWith("~")) {
            throw new InvalidInputException(
                    "~ in " + key + " must be followed by / or nothing",
                    given,
                    "Write out the home folder's path, or ./ before a name that starts with ~.");
        }
        Matcher scheme = SCHEME.matcher(given);
        if (!scheme.matches()) {
            // Two slashes would start the name of a host.
            return new Path(null, null, given.replaceFirst("^/+", "/"));
        }
        if (!scheme.group(2).isEmpty()) {
            return absolute(key, given);
        }
        if (MissingFileSystem.isScheme(scheme.group(1), hadoop)) {
            throw new InvalidInputException(
                    "a / must follow the scheme in " + key,
                    shown(given),
                    "Write out the whole path, such as file:/data.");
        }
        return new Path(null, null, given);
    }

    private static Path absolute(String key, String given) {
        try {
            return new Path(given);
        } catch (IllegalArgumentException e) {
            throw malformed(key, given, e);
        }
    }

    private static FileSystem fileSystem(String key, String given, Path path, Configuration hadoop) throws IOException {
        try {
            return path.getFileSystem(hadoop);
        } catch (UnsupportedFileSystemException | NoClassDefFoundError e) {
            throw MissingFileSystem.explain(key, shown(given), path.toUri().getScheme(), hadoop, e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw MissingFileSystem.explain(key, shown(given), path.toUri().getScheme(), hadoop, e);
            }
            if (e.getCause() instanceof UnknownHostException host) {
                throw new InvalidInputException(
                        key + " must be on a host that is known here",
                        shown(given) + " on " + host.getMessage(),
                        "Check the name; the name of an HDFS service needs HADOOP_CONF_DIR.",
                        e);
            }
            throw malformed(key, given, e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("no host")) {
                throw new InvalidInputException(
                        key + " must name a host where Hadoop's configuration has no default one",
                        shown(given),
                        "Set HADOOP_CONF_DIR to the cluster's configuration, or write hdfs://HOST:PORT/….",
                        e);
            }
            throw e;
        }
    }

    /** Lets Hadoop check that the path belongs to the file system; a local path with a host does not. */
    private static Path qualified(String key, String given, Path path, FileSystem files) {
        try {
            return files.makeQualified(path);
        } catch (IllegalArgumentException e) {
            boolean local = "file".equals(path.toUri().getScheme());
            throw new InvalidInputException(
                    key + (local ? " with file: must name no host" : " must be a path of its file system"),
                    shown(given),
                    local
                            ? "Write three slashes, file:///…, for a file of this machine."
                            : "Write it as " + files.getUri() + "/….",
                    e);
        }
    }

    private static void checkName(String key, String given, Path whole, FileSystem files) {
        String name = whole.toUri().getPath();
        if (name.indexOf(':') >= 0 && NO_COLONS.contains(files.getUri().getScheme())) {
            throw new InvalidInputException(
                    key + " must have no colon in its path on " + files.getUri().getScheme(),
                    shown(given),
                    "Give it another name, or file:/… for a file of this machine.");
        }
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        boolean local = files.getUri().getScheme().equals("file");
        if (local && (name.indexOf(UNREADABLE) >= 0 || !canName(encoding, name))) {
            throw new InvalidInputException(
                    key + " and the working folder must have names that the locale's encoding, " + encoding
                            + ", can represent",
                    whole,
                    "Set LC_ALL=C.UTF-8, on a cluster for executors too.");
        }
    }

    static boolean canName(String encoding, String name) {
        return !Charset.isSupported(encoding)
                || Charset.forName(encoding).newEncoder().canEncode(name);
    }

    private static InvalidInputException malformed(String key, String given, Exception cause) {
        return new InvalidInputException(
                key + " must be a path or a URI of a Hadoop file system",
                shown(given),
                "Write a path, or scheme://host/path.",
                cause);
    }

    /** Returns the text without the user and password of a URI. */
    private static String shown(String given) {
        return USER_INFO.matcher(given).replaceAll("$1*********(redacted)@");
    }
}
