package dev.convoy.driver.dataset.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The content of {@code manifest.json}, which is written last: a folder without it is no dataset. The names of the
 * fields are those of the JSON.
 *
 * @param classes names of the classes; a label is an index into them
 * @param splits the splits that have images, by {@link Split#key}
 */
public record DatasetManifest(
        int format,
        Origin origin,
        List<String> classes,
        ImageStatistics images,
        StoredForm stored,
        Map<String, SplitContent> splits,
        Findings findings) {
    /** The newest format, which this class writes. */
    public static final int FORMAT = 1;

    public static final String FILE = "manifest.json";

    private record Version(int format) {}

    /** Whether a folder is a dataset. */
    public static boolean isIn(UserPath folder) throws IOException {
        return folder.hasFile(FILE);
    }

    /**
     * Reads the manifest only; whether the shards are whole is found out when they are read.
     *
     * @param key key or option that names the folder, for messages
     * @throws InvalidInputException if the folder is no dataset, or its manifest is damaged or of a newer Convoy
     */
    public static DatasetManifest read(String key, UserPath folder) throws IOException {
        Path file = new Path(folder.path(), FILE);
        byte[] json;
        try (InputStream in = folder.files().open(file)) {
            json = in.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(
                    key + " must name a dataset, with its " + FILE,
                    folder.path(),
                    "Make one with the verb prepare; if it was interrupted, run the same command again.",
                    e);
        }
        return parse(json, file);
    }

    private static DatasetManifest parse(byte[] json, Path file) throws IOException {
        try {
            Version version = Json.reader(Version.class).readValue(json);
            if (version != null && version.format() > FORMAT) {
                throw new InvalidInputException(
                        "a dataset's format must be " + FORMAT + " or older",
                        version.format() + " in " + file,
                        "Use the newer Convoy that prepared it.");
            }
            DatasetManifest manifest = Json.reader(DatasetManifest.class).readValue(json);
            // JSON's null is not a manifest.
            if (manifest == null
                    || manifest.format < 1
                    || manifest.classes == null
                    || manifest.images == null
                    || manifest.stored == null
                    || manifest.splits == null) {
                throw damaged(file, null);
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw damaged(file, e);
        }
    }

    private static InvalidInputException damaged(Path file, Exception cause) {
        return new InvalidInputException(
                "a dataset's " + FILE + " must be whole",
                file,
                "Copy it again, or remove the dataset and run prepare again.",
                cause);
    }

    /** Writes the manifest under a temporary name and renames it: from then on the folder is a dataset. */
    public void write(RunFolder folder) throws IOException {
        folder.replace(FILE, Json.pretty(this));
    }

    /** Returns a split; empty if it has no images. */
    public Optional<SplitContent> split(Split split) {
        return Optional.ofNullable(splits.get(split.key()));
    }
}
