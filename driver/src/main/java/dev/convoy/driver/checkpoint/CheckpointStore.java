package dev.convoy.driver.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.RunFolder;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints {@code checkpoints/round-NNNNNN/} of a run. Keeps the newest few and the best. */
public final class CheckpointStore implements Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String PREFIX = "round-";
    private static final String OLD = "\\." + PREFIX + "\\d{6,9}\\.old";

    private final RunFolder run;
    private final FileSystem files;
    private final Path folder;
    private final Map<String, String> identity;
    private final NumericEnvironment environment;
    private final int keep;

    /**
     * @param identity identity of the run; a checkpoint of another identity is never loaded
     * @param keep how many of the newest checkpoints to keep, in addition to the best
     */
    public CheckpointStore(RunFolder run, Map<String, String> identity, NumericEnvironment environment, int keep) {
        this.run = run;
        this.files = run.files();
        this.folder = new Path(run.path(), "checkpoints");
        this.identity = identity;
        this.environment = environment;
        this.keep = keep;
    }

    /**
     * Returns the newest undamaged checkpoint, if there is one; the log says what is wrong with newer ones.
     *
     * @throws InvalidInputException if a newer Convoy wrote one
     * @throws IOException if one cannot be read now: to continue from an older one would train the same rounds again
     */
    public Optional<Progress> latest() throws IOException {
        return latest(damaged -> {});
    }

    /** @param notes gets a line for each damaged checkpoint that is newer */
    public Optional<Progress> latest(Consumer<String> notes) throws IOException {
        for (Path checkpoint : newestFirst(list())) {
            try {
                return Optional.of(read(checkpoint));
            } catch (InvalidInputException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                requireDamage(checkpoint, e);
                LOG.warn("checkpoint {} is damaged; trying the previous one: {}", checkpoint, e.toString());
                notes.accept("checkpoint " + checkpoint.getName() + " is damaged and left out: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** @throws IOException if a failure to read says nothing about the checkpoint, as when a data node is away */
    private static void requireDamage(Path checkpoint, Exception e) throws IOException {
        if (e instanceof RuntimeException
                || e instanceof DamagedCheckpointException
                || e instanceof FileNotFoundException
                || e instanceof EOFException
                || e instanceof JsonProcessingException
                || e instanceof ChecksumException) {
            return;
        }
        IOException unreadable = new IOException("cannot read " + checkpoint + " now. Given: " + e
                + ". Try again; if it is lost for good, remove that folder: the one before it is then used");
        unreadable.addSuppressed(e);
        throw unreadable;
    }

    /**
     * Returns the checkpoint of the best evaluation; empty if there was none yet.
     *
     * @throws InvalidInputException if it is damaged
     */
    public Optional<Progress> best() throws IOException {
        Optional<Progress> latest = latest();
        int round = latest.map(progress -> progress.scores().bestRound()).orElse(0);
        if (round == 0 || latest.get().cursor().rounds() == round) {
            return latest.filter(progress -> round > 0);
        }
        return Optional.of(
                whole(round, "the best checkpoint must be whole", "Leave out --checkpoint best to use the last one."));
    }

    /**
     * Returns the checkpoint after so many rounds, if it is still there.
     *
     * @throws InvalidInputException if it is damaged
     */
    public Optional<Progress> after(int rounds) throws IOException {
        return files.exists(new Path(folder, name(rounds)))
                ? Optional.of(whole(rounds, "a checkpoint must be whole", "Name another checkpoint."))
                : Optional.empty();
    }

    private Progress whole(int rounds, String rule, String remedy) throws IOException {
        Path checkpoint = new Path(folder, name(rounds));
        try {
            return read(checkpoint);
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            requireDamage(checkpoint, e);
            throw new InvalidInputException(rule, checkpoint + ": " + e.getMessage(), remedy, e);
        }
    }

    /** Writes a checkpoint and removes those that are no longer needed. */
    @Override
    public void write(Progress progress) throws IOException {
        removeHalfWritten();
        Path temporary = temporary(progress);
        try {
            write(progress, temporary);
            // A checkpoint of that name may be there, such as one from before statistics were recomputed.
            run.putInPlace(temporary, new Path(folder, name(progress.cursor().rounds())));
        } catch (Throwable e) {
            removeAfter(e, temporary);
            throw e;
        }
        prune(progress.cursor().rounds(), progress.scores().bestRound());
    }

    /** Returns how long it takes to write a checkpoint, which is removed again. */
    public Duration rehearse(Progress progress) throws IOException {
        Path temporary = temporary(progress);
        long before = System.nanoTime();
        try {
            write(progress, temporary);
            return Duration.ofNanos(System.nanoTime() - before);
        } finally {
            files.delete(temporary, true);
        }
    }

    private Path temporary(Progress progress) {
        return new Path(folder, "." + name(progress.cursor().rounds()) + ".tmp");
    }

    private void write(Progress progress, Path to) throws IOException {
        files.mkdirs(to);
        new CheckpointFiles(run, to).write(progress, identity, environment);
    }

    private void removeAfter(Throwable failure, Path temporary) {
        try {
            files.delete(temporary, true);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Progress read(Path checkpoint) throws IOException {
        CheckpointFiles content = new CheckpointFiles(run, checkpoint);
        Manifest manifest = content.manifest();
        if (!manifest.header().identity().equals(identity)) {
            throw new DamagedCheckpointException(
                    "it belongs to another configuration: " + manifest.header().identity());
        }
        if (manifest.position().cursor().rounds() != number(checkpoint)) {
            throw new DamagedCheckpointException("its name must be the number of rounds done. Given: "
                    + manifest.position().cursor().rounds() + " rounds");
        }
        Progress progress = content.read(manifest);
        if (!manifest.header().conditions().equals(environment)) {
            LOG.warn(
                    "the numeric environment has changed since {} was written: {} then, {} now; the run's bits may"
                            + " differ from an uninterrupted run's",
                    checkpoint,
                    manifest.header().conditions(),
                    environment);
        }
        return progress;
    }

    /** Removes the folders that a killed writer has left, but for an old checkpoint that counts. */
    private void removeHalfWritten() throws IOException {
        List<Path> all = list();
        List<Path> counted = newestFirst(all);
        for (Path path : all) {
            if (path.getName().matches("\\." + PREFIX + "\\d+\\.(tmp|old)") && !counted.contains(path)) {
                files.delete(path, true);
            }
        }
    }

    private void prune(int written, int bestRound) throws IOException {
        // A newer checkpoint was skipped as damaged: it must not count as one that is kept.
        List<Path> all = newestFirst(list()).stream()
                .filter(path -> number(path) <= written)
                .toList();
        for (int i = keep; i < all.size(); i++) {
            if (number(all.get(i)) != bestRound) {
                files.delete(all.get(i), true);
            }
        }
    }

    /** An old checkpoint counts if a process was killed before the one that replaces it was in its place. */
    private List<Path> newestFirst(List<Path> all) {
        Set<String> names = all.stream().map(Path::getName).collect(Collectors.toSet());
        return all.stream()
                .filter(path -> path.getName().matches(PREFIX + "\\d{6,9}")
                        || (path.getName().matches(OLD) && !names.contains(name(number(path)))))
                .sorted(Comparator.comparingInt(CheckpointStore::number).reversed())
                .toList();
    }

    private List<Path> list() throws IOException {
        return files.exists(folder)
                ? Arrays.stream(files.listStatus(folder))
                        .map(FileStatus::getPath)
                        .toList()
                : List.of();
    }

    private static String name(int rounds) {
        return String.format(Locale.ROOT, "%s%06d", PREFIX, rounds);
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getName().replaceAll("\\D", ""));
    }
}
