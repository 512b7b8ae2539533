package dev.convoy.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * The file {@code sweep.jsonl} in the folder of a sweep: every decision, on disk before the next one is made. It belongs
 * to the sweep that began it.
 */
public final class SweepLog {
    public static final String FILE = "sweep.jsonl";

    private final RunFolder folder;
    private final List<SweepEvent> events = new ArrayList<>();
    private final Map<Key, SweepEvent> index = new HashMap<>();
    /** By rung, then by trial; null for a failure. */
    private final Map<Integer, Map<Integer, Double>> results = new HashMap<>();

    private boolean hasFailed;

    private record Key(Kind kind, Integer trial, Integer rung) {}

    /**
     * Opens the log of a folder that this process owns, and begins it if there is none.
     *
     * @param identity what the sweep's decisions depend on
     * @throws InvalidInputException if the folder belongs to another sweep
     */
    public SweepLog(RunFolder folder, Map<String, String> identity) throws IOException {
        this.folder = folder;
        read(folder).forEach(this::add);
        if (events.isEmpty()) {
            append(SweepEvent.begun(identity));
        }
    }

    /** @throws InvalidInputException naming the first key in which the folder's sweep differs from this one */
    public static void requireSame(RunFolder folder, Map<String, String> identity) throws IOException {
        if (folder.read(RunSummary.FILE).isPresent()) {
            throw new InvalidInputException(
                    "run.dir must be new or belong to the same sweep",
                    folder.path() + ", the folder of a single run",
                    "Give another -D run.dir=FOLDER.");
        }
        List<SweepEvent> events = parse(folder);
        if (events.isEmpty()) {
            return;
        }
        Map<String, String> theirs = events.get(0).identity();
        if (theirs == null) {
            throw damaged(folder, 1, null);
        }
        identity.forEach((key, ours) -> {
            if (!ours.equals(theirs.get(key))) {
                throw new InvalidInputException(
                        "run.dir must be new or belong to the same sweep",
                        folder.path() + " with " + key + " = " + theirs.get(key) + ", now " + ours,
                        "Give another -D run.dir=FOLDER.");
            }
        });
    }

    /** Reads the events, and removes a line that a process had not written completely when it was killed. */
    private static List<SweepEvent> read(RunFolder folder) throws IOException {
        List<SweepEvent> events = parse(folder);
        String whole = text(folder);
        int end = whole.lastIndexOf('\n') + 1;
        if (end < whole.length()) {
            folder.replace(FILE, whole.substring(0, end).getBytes(StandardCharsets.UTF_8));
        }
        return events;
    }

    private static List<SweepEvent> parse(RunFolder folder) throws IOException {
        String text = text(folder);
        List<SweepEvent> events = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            try {
                events.add(Json.reader(SweepEvent.class).readValue(line));
            } catch (JsonProcessingException e) {
                throw damaged(folder, events.size() + 1, e);
            }
        }
        return events;
    }

    private static String text(RunFolder folder) throws IOException {
        return new String(folder.read(FILE).orElse(new byte[0]), StandardCharsets.UTF_8);
    }

    private static InvalidInputException damaged(RunFolder folder, int line, Exception cause) {
        return new InvalidInputException(
                FILE + " must be as the verb sweep wrote it",
                folder.path() + " with another in line " + line,
                "Restore it, or give another -D run.dir=FOLDER.",
                cause);
    }

    /** Appends an event; when this returns, the disk has it. */
    synchronized void append(SweepEvent event) throws IOException {
        if (hasFailed) {
            throw new IOException("an earlier line of " + FILE + " could not be written");
        }
        // Until the line is on disk, no other thread may make a decision from it, or append to a part of it.
        hasFailed = true;
        write(event);
        hasFailed = false;
        add(event);
    }

    private void write(SweepEvent event) throws IOException {
        try (FSDataOutputStream out = appending()) {
            out.write(bytes(event));
            if (out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hsync();
            }
        } catch (UnsupportedOperationException e) {
            // An object store: the file is written again, as a whole.
            folder.replace(FILE, to -> {
                for (SweepEvent each : events) {
                    to.write(bytes(each));
                }
                to.write(bytes(event));
            });
        }
    }

    private FSDataOutputStream appending() throws IOException {
        Path file = new Path(folder.path(), FILE);
        return events.isEmpty()
                ? folder.files().create(file, true)
                : folder.files().append(file);
    }

    private static byte[] bytes(SweepEvent event) {
        return (Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void add(SweepEvent event) {
        events.add(event);
        index.putIfAbsent(new Key(event.event(), event.trial(), event.rung()), event);
        if (event.event() == Kind.RESULT || event.event() == Kind.FAILED) {
            results.computeIfAbsent(event.rung(), any -> new TreeMap<>()).putIfAbsent(event.trial(), event.metric());
        }
    }

    /** Returns the event of this kind for a trial at a rung, if there is one. */
    synchronized Optional<SweepEvent> find(Kind kind, int trial, int rung) {
        return Optional.ofNullable(index.get(new Key(kind, trial, rung)));
    }

    /** Whether a training has ended, with a result or a failure. */
    synchronized boolean isDone(int trial, int rung) {
        return results.getOrDefault(rung, Map.of()).containsKey(trial);
    }

    /** Returns the metrics of the trials that have ended a rung, by their numbers; null for a failure. */
    synchronized Map<Integer, Double> results(int rung) {
        return new TreeMap<>(results.getOrDefault(rung, Map.of()));
    }

    /** Returns the last event of a trial; empty if it has not started. */
    synchronized Optional<SweepEvent> last(int trial) {
        return events.stream()
                .filter(event -> event.event() != Kind.ENDED && event.trial() != null && event.trial() == trial)
                .reduce((one, other) -> other);
    }

    /** Returns the number of trainings to a rung that have ended. */
    synchronized int done() {
        return results.values().stream().mapToInt(Map::size).sum();
    }

    /** Whether the sweep has ended, so that nothing is left to train. */
    public synchronized boolean hasEnded() {
        return events.stream().anyMatch(event -> event.event() == Kind.ENDED);
    }
}
