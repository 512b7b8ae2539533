package dev.convoy.driver.checkpoint;

import dev.convoy.driver.checkpoint.Manifest.FileSum;
import dev.convoy.driver.report.Json;
import dev.convoy.driver.report.RunFolder;
import dev.convoy.kernel.FlatVector;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's checkpoints: {@code checkpoints/round-NNNNNN/}, the newest few and the best. */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String PREFIX = "round-";
    private static final String PARAMETERS = "parameters.bin";
    private static final String UPDATER_STATE = "updater-state.bin";
    private static final String METRICS = "metrics.jsonl";
    private static final String MANIFEST = "manifest.json";

    private final RunFolder run;
    private final FileSystem files;
    private final Path folder;
    private final Map<String, String> identity;
    private final Conditions conditions;
    private final int keep;

    /**
     * @param identity a checkpoint of another identity is never loaded
     * @param keep how many of the newest to keep, beside the best
     */
    public CheckpointStore(RunFolder run, Map<String, String> identity, Conditions conditions, int keep) {
        this.run = run;
        this.files = run.files();
        this.folder = new Path(run.path(), "checkpoints");
        this.identity = identity;
        this.conditions = conditions;
        this.keep = keep;
    }

    /** The newest checkpoint that is whole, if there is any; the log says what was wrong with newer ones. */
    public Optional<Progress> latest() throws IOException {
        for (Path checkpoint : newestFirst()) {
            try {
                return Optional.of(read(checkpoint));
            } catch (IOException | RuntimeException e) {
                LOG.warn("checkpoint {} is passed over, the one before it is tried: {}", checkpoint, e.toString());
            }
        }
        return Optional.empty();
    }

    /** Writes a checkpoint and removes those no longer wanted. */
    public void write(Progress progress) throws IOException {
        String name = "%s%06d".formatted(PREFIX, progress.cursor().rounds());
        Path beside = new Path(folder, "." + name + ".tmp");
        files.delete(beside, true);
        files.mkdirs(beside);
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put(PARAMETERS, progress.state().parameters().bytes());
        contents.put(UPDATER_STATE, progress.state().updaterState().bytes());
        contents.put(METRICS, String.join("\n", progress.metrics()).getBytes(StandardCharsets.UTF_8));
        Map<String, FileSum> sums = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            run.write(new Path(beside, content.getKey()), out -> out.write(content.getValue()));
            sums.put(content.getKey(), sum(content.getValue()));
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                identity,
                conditions,
                progress.state().parameters().type().name(),
                progress.cursor(),
                progress.scores(),
                progress.traffic(),
                progress.phases(),
                sums);
        run.write(new Path(beside, MANIFEST), out -> out.write(Json.pretty(manifest)));
        Path target = new Path(folder, name);
        // One of that name can only be a damaged one that was passed over.
        files.delete(target, true);
        if (!files.rename(beside, target)) {
            throw new IOException("cannot rename " + beside + " to " + target);
        }
        prune(progress.scores().bestRound());
    }

    private Progress read(Path checkpoint) throws IOException {
        Manifest manifest = Json.reader(Manifest.class).readValue(bytes(new Path(checkpoint, MANIFEST)));
        if (manifest.format() != Manifest.FORMAT) {
            throw new IOException("format must be " + Manifest.FORMAT + ". Given: " + manifest.format());
        }
        if (!manifest.identity().equals(identity)) {
            throw new IOException("it belongs to another configuration: " + manifest.identity());
        }
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Map.Entry<String, FileSum> file : manifest.files().entrySet()) {
            byte[] content = bytes(new Path(checkpoint, file.getKey()));
            if (!sum(content).equals(file.getValue())) {
                throw new IOException(file.getKey() + " must be " + file.getValue() + ". Given: " + sum(content));
            }
            contents.put(file.getKey(), content);
        }
        if (!manifest.conditions().equals(conditions)) {
            LOG.warn(
                    "the run continues under other conditions than {} was written under: {} then, {} now; its bits may"
                            + " differ from an uninterrupted run's",
                    checkpoint,
                    manifest.conditions(),
                    conditions);
        }
        DataType type = DataType.valueOf(manifest.type());
        String lines = new String(contents.get(METRICS), StandardCharsets.UTF_8);
        return new Progress(
                new ModelState(
                        new FlatVector(type, contents.get(PARAMETERS)),
                        new FlatVector(type, contents.get(UPDATER_STATE))),
                manifest.cursor(),
                manifest.scores(),
                manifest.traffic(),
                manifest.phases(),
                lines.lines().toList());
    }

    private void prune(int bestRound) throws IOException {
        List<Path> all = newestFirst();
        for (int i = keep; i < all.size(); i++) {
            if (number(all.get(i)) != bestRound) {
                files.delete(all.get(i), true);
            }
        }
    }

    private List<Path> newestFirst() throws IOException {
        List<Path> found = new ArrayList<>();
        if (files.exists(folder)) {
            for (FileStatus status : files.listStatus(folder)) {
                if (status.getPath().getName().matches(PREFIX + "\\d{6,9}")) {
                    found.add(status.getPath());
                }
            }
        }
        found.sort(Comparator.comparingInt(CheckpointStore::number).reversed());
        return found;
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getName().substring(PREFIX.length()));
    }

    private byte[] bytes(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return in.readAllBytes();
        }
    }

    private static FileSum sum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return new FileSum(content.length, Long.toHexString(checksum.getValue()));
    }
}
