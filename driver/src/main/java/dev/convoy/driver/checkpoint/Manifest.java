package dev.convoy.driver.checkpoint;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Path;

/**
 * The content of {@code manifest.json}, which is written after all the files that it names. Its checksum {@code
 * manifest.crc32c} is written last. The fields of the parts are on one level.
 *
 * <p>Format 1 had no {@code manifest.crc32c} and no outer momentum. Formats 1 and 2 held the lines of the run's {@code
 * metrics.jsonl} in place of the engines.
 *
 * @param files size and CRC32C of every other file, by name
 */
record Manifest(@JsonUnwrapped Header header, @JsonUnwrapped Position position, Map<String, FileSum> files) {
    /**
     * The run that the checkpoint belongs to.
     *
     * @param format version of this format
     * @param identity every key that the run's bits depend on, in full and not as a hash, so that a difference can be
     *     named; the data are in it as counts, shape and CRC32C of images and labels, the model as a SHA-256 of its
     *     configuration
     * @param conditions the numeric environment: precision, threads and instruction set, for example
     * @param type element type of the vectors, by ND4J's name
     */
    record Header(int format, Map<String, String> identity, NumericEnvironment conditions, String type) {}

    /**
     * The progress of the run.
     *
     * @param engines all engines that computed, sorted; null in formats 1 and 2
     */
    record Position(
            Cursor cursor, Scores scores, ClusterCounters traffic, Map<String, Double> phases, List<String> engines) {}

    private record Files(Map<String, FileSum> files) {}

    static final int FORMAT = 3;
    private static final int FIRST_FORMAT = 1;

    /** @param crc32c CRC32C in hexadecimal */
    record FileSum(long bytes, String crc32c) {}

    private record Version(int format) {}

    /**
     * @param checkpoint folder of the checkpoint, for messages
     * @param checksum content of {@code manifest.crc32c}, if that file exists
     * @throws InvalidInputException if a newer Convoy wrote it: skipping it would train the same rounds again
     */
    static Manifest parse(Path checkpoint, byte[] json, Optional<String> checksum) throws IOException {
        if (checksum.isPresent() && !checksum.get().equals(checksum(json))) {
            throw new DamagedCheckpointException("manifest.json must have the CRC32C "
                    + checksum.get().strip() + ". Given: " + checksum(json).strip());
        }
        int format = Json.reader(Version.class).<Version>readValue(json).format();
        if (checksum.isEmpty() && format != FIRST_FORMAT) {
            throw new DamagedCheckpointException(
                    "manifest.json of format " + format + " must have its manifest.crc32c. Given: none");
        }
        if (format > FORMAT) {
            throw new InvalidInputException(
                    "a checkpoint's format must be " + FORMAT + " or older",
                    format + " in " + checkpoint,
                    "Continue with the newer Convoy that wrote it, or give another -D run.dir=FOLDER.");
        }
        return new Manifest(
                Json.reader(Header.class).readValue(json),
                Json.reader(Position.class).readValue(json),
                Json.reader(Files.class).<Files>readValue(json).files());
    }

    /** Returns the line for {@code manifest.crc32c}. */
    static String checksum(byte[] json) {
        CRC32C sum = new CRC32C();
        sum.update(json);
        return HexFormat.of().toHexDigits(sum.getValue(), 8) + "\n";
    }

    boolean hasMomentum() {
        return header.format() != FIRST_FORMAT;
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    /** @throws IOException if the manifest names no such file */
    FileSum file(String name) throws IOException {
        FileSum sum = files.get(name);
        if (sum == null) {
            throw new DamagedCheckpointException("manifest.json must name " + name + ". Given: " + files.keySet());
        }
        return sum;
    }
}
