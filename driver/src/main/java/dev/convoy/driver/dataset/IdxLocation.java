package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of images and labels by their usual names: {@code train-images-idx3-ubyte}, also with a dot before
 * {@code idx3} (Kaggle) or with a data set's name as prefix (EMNIST). A file may be gzipped, and may be alone in a
 * folder of the same name.
 */
final class IdxLocation {
    private static final String IMAGES = "images[-._]idx3";
    private static final String LABELS = "labels[-._]idx1";
    private static final String REST = "[-._]ubyte(\\.gz)?";

    private static final int MAX_NAMES_SHOWN = 8;

    private final FileSystem files;
    private final Split part;
    private final String key;

    private IdxLocation(DatasetFormat.Location location) {
        this.files = location.path().files();
        this.part = location.part();
        this.key = location.key();
    }

    /**
     * A file that was found.
     *
     * @param prefix part of its name before the part's name, or before {@code images}
     */
    private record Named(String prefix, String name, Path path) {}

    /**
     * Finds both files.
     *
     * @throws InvalidInputException saying which file was expected, and which exist
     */
    static IdxPair find(DatasetFormat.Location location) throws IOException {
        return new IdxLocation(location).find(location.path().path());
    }

    static boolean isFile(DatasetFormat.Location location) throws IOException {
        return !location.path().files().getFileStatus(location.path().path()).isDirectory();
    }

    /** The part's name in MNIST's file names. */
    private String fileName() {
        return part == Split.TEST ? "t10k" : part.key();
    }

    /** The part's names in file names, as a regular expression. */
    private String fileNames() {
        return part == Split.TEST ? "t10k|test" : part.key();
    }

    private IdxPair find(Path path) throws IOException {
        if (!files.getFileStatus(path).isDirectory()) {
            return ofFile(path);
        }
        String name = "(?:" + fileNames() + ")[-._]";
        Named images = one(path, "(.*)" + name + IMAGES + REST, "images-idx3");
        return shard(images, labels(path, Pattern.quote(images.prefix()) + name, fileName() + "-"));
    }

    private IdxPair ofFile(Path path) throws IOException {
        Matcher name = Pattern.compile("(.*)" + IMAGES + ".*").matcher(path.getName());
        if (!name.matches()) {
            throw new InvalidInputException(
                    key + " must name a folder, or an images file called *images-idx3-ubyte",
                    path,
                    "Name the images file, whose labels are found by its name, or rename it.");
        }
        return shard(
                new Named(name.group(1), path.getName(), path),
                labels(path.getParent(), Pattern.quote(name.group(1)), name.group(1)));
    }

    private static IdxPair shard(Named images, Named labels) {
        return new IdxPair(images.path().toString(), labels.path().toString());
    }

    /**
     * @param folder folder of the images; if they are alone in a folder with their name, the labels are next to that
     *     folder
     */
    private Named labels(Path folder, String prefix, String shown) throws IOException {
        List<Named> found = files(folder, "(" + prefix + ")" + LABELS + REST);
        if (found.isEmpty() && folder.getName().matches(".*" + IMAGES + REST)) {
            return labels(folder.getParent(), prefix, shown);
        }
        return found.stream().findFirst().orElseThrow(() -> missing(folder, shown + "labels-idx1"));
    }

    /** Prefers MNIST's own names; other names must belong to one data set. */
    private Named one(Path folder, String pattern, String what) throws IOException {
        List<Named> found = files(folder, pattern);
        List<String> prefixes = found.stream().map(Named::prefix).distinct().toList();
        if (prefixes.size() > 1 && !prefixes.get(0).isEmpty()) {
            throw new InvalidInputException(
                    key + " must name a folder with one data set's " + what + " file, or that file",
                    folder + " with " + found.stream().map(Named::name).collect(Collectors.joining(", ")),
                    "Name the images file.");
        }
        return found.stream().findFirst().orElseThrow(() -> missing(folder, fileName() + "-" + what));
    }

    /**
     * Returns the files in order of preference: first those without a prefix, and a plain file before a gzipped one.
     */
    private List<Named> files(Path folder, String pattern) throws IOException {
        Pattern names = Pattern.compile(pattern);
        List<Named> found = new ArrayList<>();
        for (FileStatus entry : files.listStatus(folder)) {
            String name = entry.getPath().getName();
            Matcher matcher = names.matcher(name);
            if (name.startsWith(".") || !matcher.matches()) {
                continue;
            }
            Optional<Path> file = entry.isDirectory() ? inside(entry.getPath(), names) : Optional.of(entry.getPath());
            file.ifPresent(path -> found.add(new Named(matcher.group(1), name, files.makeQualified(path))));
        }
        found.sort(Comparator.comparing(Named::prefix)
                .thenComparing((Named file) -> file.name().length())
                .thenComparing(Named::name));
        return found;
    }

    private Optional<Path> inside(Path folder, Pattern names) throws IOException {
        return Arrays.stream(files.listStatus(folder))
                .filter(entry -> entry.isFile()
                        && names.matcher(entry.getPath().getName()).matches())
                .map(FileStatus::getPath)
                .min(Comparator.comparing(Path::getName));
    }

    private InvalidInputException missing(Path folder, String name) {
        return new InvalidInputException(
                key + " needs a file " + name + "-ubyte or " + name.replaceFirst("-(idx.)$", ".$1")
                        + "-ubyte, either with .gz or without",
                folder + " with " + listing(folder),
                "Put the file there. For images of other kinds: ./submit.sh prepare --from FOLDER --to DATASET, then name"
                        + " the dataset.");
    }

    private String listing(Path folder) {
        try {
            List<String> names = Arrays.stream(files.listStatus(folder))
                    .map(entry ->
                            InvalidInputException.printable(entry.getPath().getName())
                                    + (entry.isDirectory() ? "/" : ""))
                    .sorted()
                    .toList();
            String listed = names.stream().limit(MAX_NAMES_SHOWN).collect(Collectors.joining(", "));
            int more = names.size() - MAX_NAMES_SHOWN;
            return names.isEmpty() ? "nothing in it" : listed + (more > 0 ? " and " + more + " more" : "");
        } catch (IOException e) {
            return "content that cannot be listed";
        }
    }
}
