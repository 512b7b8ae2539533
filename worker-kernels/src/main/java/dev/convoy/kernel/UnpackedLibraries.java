package dev.convoy.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.bytedeco.javacpp.Loader;

/**
 * The folder that JavaCPP unpacks native libraries to.
 *
 * @param mount where its file system is mounted
 * @param noexec whether nothing on it may be executed, which includes libraries
 */
public record UnpackedLibraries(Path folder, String mount, boolean noexec, long freeBytes) {
    /** JavaCPP's property for that folder. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final Path MOUNTS = Path.of("/proc/mounts");

    /** One line of {@code /proc/mounts}. */
    private record Mount(String point, boolean noexec) {
        static Mount parse(String line) {
            StringTokenizer fields = new StringTokenizer(line);
            fields.nextToken();
            // /proc/mounts writes a space in a name in octal.
            String point = fields.nextToken().replace("\\040", " ");
            fields.nextToken();
            return new Mount(point, ("," + fields.nextToken() + ",").contains(",noexec,"));
        }
    }

    /** Describes the folder that JavaCPP uses on this machine. */
    public static UnpackedLibraries here() {
        return at(folderHere());
    }

    /** Describes another folder of this machine, to which they could be unpacked. */
    public static UnpackedLibraries at(Path named) {
        Path folder = named.toAbsolutePath();
        List<String> mounts = List.of();
        long free = Long.MAX_VALUE;
        try {
            Path existing = folder;
            while (!Files.exists(existing)) {
                existing = existing.getParent();
            }
            free = Files.getFileStore(existing).getUsableSpace();
            mounts = Files.readAllLines(MOUNTS);
            return of(folder, existing.toRealPath(), mounts, free);
        } catch (IOException e) {
            // This happens if the system is not Linux, for example.
            return of(folder, folder, mounts, free);
        }
    }

    /** @param real the folder, or the last of its parents that exists, without links */
    static UnpackedLibraries of(Path folder, Path real, List<String> mounts, long freeBytes) {
        Optional<Mount> mount = mounts.stream()
                .map(Mount::parse)
                .filter(candidate -> real.startsWith(candidate.point()))
                // If several are mounted on one point, the last hides the others.
                .reduce((best, candidate) ->
                        best.point().length() > candidate.point().length() ? best : candidate);
        return new UnpackedLibraries(
                folder,
                mount.map(Mount::point).orElse("/"),
                mount.map(Mount::noexec).orElse(false),
                freeBytes);
    }

    private static Path folderHere() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            String home = System.getProperty("user.home");
            return new File(System.getProperty(PROPERTY, home + "/.javacpp/cache")).toPath();
        }
    }

    @Override
    public String toString() {
        return "they are unpacked to " + folder + " on the mount " + mount;
    }
}
