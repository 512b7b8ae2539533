package dev.convoy.driver.checkpoint;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.Manifest.FileSum;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;

/** Reads and writes the files of one checkpoint. Vectors are written and read without an intermediate copy. */
record CheckpointFiles(RunFolder run, Path checkpoint) {
    private static final String PARAMETERS = "parameters.bin";
    private static final String UPDATER_STATE = "updater-state.bin";
    private static final String OUTER_MOMENTUM = "outer-momentum.bin";
    /** Only of runs that have one. */
    private static final String AVERAGE = "average.bin";
    /** In formats 1 and 2. */
    private static final String METRICS = "metrics.jsonl";

    private static final String MANIFEST = "manifest.json";
    private static final String MANIFEST_SUM = "manifest.crc32c";

    void write(Progress progress, Map<String, String> identity, NumericEnvironment environment) throws IOException {
        Map<String, FileSum> sums = new LinkedHashMap<>();
        sums.put(PARAMETERS, write(PARAMETERS, progress.state().parameters()::writeTo));
        sums.put(UPDATER_STATE, write(UPDATER_STATE, progress.state().updaterState()::writeTo));
        sums.put(OUTER_MOMENTUM, write(OUTER_MOMENTUM, progress.momentum()::writeTo));
        if (progress.average().length() > 0) {
            sums.put(AVERAGE, write(AVERAGE, progress.average()::writeTo));
        }
        String type = progress.state().parameters().type().name();
        byte[] manifest = Json.pretty(new Manifest(
                new Manifest.Header(Manifest.FORMAT, identity, environment, type),
                new Manifest.Position(
                        progress.cursor(),
                        progress.scores(),
                        progress.counters(),
                        progress.phases(),
                        progress.engines()),
                sums));
        write(MANIFEST, out -> out.write(manifest));
        write(MANIFEST_SUM, out -> out.write(Manifest.checksum(manifest).getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws dev.convoy.base.InvalidInputException if a newer Convoy wrote it */
    Manifest manifest() throws IOException {
        Path sum = new Path(checkpoint, MANIFEST_SUM);
        Optional<String> checksum = run.files().exists(sum)
                ? Optional.of(new String(bytes(sum), StandardCharsets.UTF_8))
                : Optional.empty();
        return Manifest.parse(checkpoint, bytes(new Path(checkpoint, MANIFEST)), checksum);
    }

    /** @throws IOException naming the first file that is not as it was written */
    Progress read(Manifest manifest) throws IOException {
        DataType type = DataType.valueOf(manifest.header().type());
        ModelState state = new ModelState(vector(manifest, PARAMETERS, type), vector(manifest, UPDATER_STATE, type));
        FlatVector momentum =
                manifest.hasMomentum() ? vector(manifest, OUTER_MOMENTUM, type) : new FlatVector(type, new byte[0]);
        FlatVector average =
                manifest.has(AVERAGE) ? vector(manifest, AVERAGE, type) : new FlatVector(type, new byte[0]);
        return new Progress(
                state,
                momentum,
                average,
                manifest.position().cursor(),
                manifest.position().scores(),
                manifest.position().traffic(),
                manifest.position().phases(),
                engines(manifest));
    }

    private List<String> engines(Manifest manifest) throws IOException {
        List<String> known = manifest.position().engines();
        return known != null ? known : read(manifest, METRICS, (in, length) -> reported(in));
    }

    /** Reads the engines from the lines of an older format; the oldest lines name none. */
    private static List<String> reported(InputStream metrics) throws IOException {
        Set<String> engines = new TreeSet<>();
        for (String line : new String(metrics.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            Engines round = Json.reader(Engines.class).readValue(line);
            engines.addAll(round.engines() == null ? List.of() : round.engines());
        }
        return List.copyOf(engines);
    }

    private record Engines(List<String> engines) {}

    private FlatVector vector(Manifest manifest, String name, DataType type) throws IOException {
        return read(manifest, name, (in, length) -> FlatVector.readFrom(in, type, length));
    }

    private <R> R read(Manifest manifest, String name, Reader<R> reader) throws IOException {
        FileSum expected = manifest.file(name);
        Path file = new Path(checkpoint, name);
        // Checked before anything of that size is allocated.
        long length = run.files().getFileStatus(file).getLen();
        if (length != expected.bytes()) {
            throw new DamagedCheckpointException(name + " must have " + expected.bytes() + " bytes. Given: " + length);
        }
        try (CheckedInputStream in = new CheckedInputStream(run.files().open(file), new CRC32C())) {
            R content = reader.read(in, Math.toIntExact(length));
            String given = hexadecimal(in.getChecksum());
            if (!given.equals(expected.crc32c())) {
                throw new DamagedCheckpointException(
                        name + " must have the CRC32C " + expected.crc32c() + ". Given: " + given);
            }
            return content;
        }
    }

    private FileSum write(String name, RunFolder.Content content) throws IOException {
        CRC32C sum = new CRC32C();
        Path file = new Path(checkpoint, name);
        run.write(file, out -> content.writeTo(new CheckedOutputStream(out, sum)));
        return new FileSum(run.files().getFileStatus(file).getLen(), hexadecimal(sum));
    }

    private byte[] bytes(Path file) throws IOException {
        try (InputStream in = run.files().open(file)) {
            return in.readAllBytes();
        }
    }

    private static String hexadecimal(Checksum sum) {
        return Long.toHexString(sum.getValue());
    }

    /** Reads the content of a file. */
    private interface Reader<R> {
        R read(InputStream in, int length) throws IOException;
    }
}
