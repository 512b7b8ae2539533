package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Reads a {@code ModelSerializer} zip from front to back: open it once for the configuration and once more for the
 * arrays, which are checked against the configuration and may be anywhere in the zip. Nothing else in it is used, so
 * that no Java object in it is deserialized.
 */
final class ModelZip implements AutoCloseable {
    private static final int MAX_ENTRIES = 100;

    /** An entry of Keras's own zip format, {@code .keras}. */
    private static final String KERAS_WEIGHTS = "model.weights.h5";

    /** Limit of an entry that is not used. */
    private static final long MAX_UNUSED_BYTES = 64L << 20;

    /** No updater of Deeplearning4j keeps more values for a parameter. */
    private static final int MAX_STATE_PER_PARAMETER = 3;

    /** Leaves a run enough room to count on. */
    private static final int MAX_COUNT = 1_000_000_000;

    private static final int BUFFER_BYTES = 1 << 16;

    /** A compressed byte expands to no more bytes than this. */
    private static final int MAX_EXPANSION = 1032;

    /** Names that could lead out of the folder into which somebody extracts the zip. */
    private static final Pattern UNSAFE = Pattern.compile("^[/\\\\]|^\\w:|\\.\\.|\\p{Cntrl}");

    private final String name;
    private final int entries;
    private final long bytes;
    private final ZipInputStream zip;
    private final Set<String> seen = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private ModelDescription description = ModelDescription.NONE;

    private ModelZip(String name, int entries, long bytes, InputStream in) {
        this.name = name;
        this.entries = entries;
        this.bytes = bytes;
        this.zip = new ZipInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    }

    /** Whether a file with these first bytes is a zip. */
    static boolean isZip(byte[] start) {
        return start.length > 1 && start[0] == 'P' && start[1] == 'K';
    }

    /** @param name for messages */
    static ModelZip open(FileSystem files, Path path, String name) throws IOException {
        int entries = ZipEnd.entries(files, path, name);
        return new ModelZip(name, entries, files.getFileStatus(path).getLen(), files.open(path));
    }

    /** Reads up to the configuration, which {@code ModelSerializer} writes as the first entry. */
    ModelConfiguration configuration() throws IOException {
        return whole(() -> {
            for (ZipEntry entry = next(); entry != null; entry = next()) {
                if (entry.getName().equals(ModelSerializer.CONFIGURATION_JSON)) {
                    byte[] text = zip.readNBytes(ConfigurationText.MAX_BYTES + 1);
                    ModelConfiguration read =
                            ConfigurationText.parse(text, ModelSerializer.CONFIGURATION_JSON + " of " + name);
                    requireCount("iterationCount", read.iterationCount());
                    requireCount("epochCount", read.epochCount());
                    return read;
                }
                if (entry.getName().equals(KERAS_WEIGHTS)) {
                    throw new InvalidInputException(
                            "a Keras model must be an HDF5 file",
                            name,
                            "Save it with model.save, under a name that ends in .h5.");
                }
                skip(entry, largestOfAny(entry));
            }
            throw new InvalidInputException(
                    "a model zip must hold " + ModelSerializer.CONFIGURATION_JSON,
                    name,
                    "Write it with ModelSerializer.writeModel.");
        });
    }

    /** Returns the limit of an entry in bytes while the number of parameters is not known. */
    private static long largestOfAny(ZipEntry entry) {
        return switch (entry.getName()) {
            case ModelSerializer.COEFFICIENTS_BIN -> Nd4jArray.MAX_BYTES;
            case ModelSerializer.UPDATER_BIN -> MAX_STATE_PER_PARAMETER * Nd4jArray.MAX_BYTES;
            default -> MAX_UNUSED_BYTES;
        };
    }

    /**
     * Reads all entries except the configuration.
     *
     * @param parameters number of parameters of the configuration
     * @param storage type of the resulting vectors
     * @param sameUpdater whether the optimizer state belongs to the updater in use
     */
    Optional<SavedWeights> weights(long parameters, DataType storage, boolean sameUpdater) throws IOException {
        return whole(() -> {
            Optional<FlatVector> coefficients = Optional.empty();
            Optional<FlatVector> updaterState = Optional.empty();
            boolean marked = false;
            for (ZipEntry entry = next(); entry != null; entry = next()) {
                switch (entry.getName()) {
                    case ModelSerializer.CONFIGURATION_JSON -> skip(entry, ConfigurationText.MAX_BYTES);
                    case ModelSerializer.COEFFICIENTS_BIN -> coefficients = coefficients(parameters, storage);
                    case ModelSerializer.UPDATER_BIN ->
                        updaterState = updaterState(entry, parameters, storage, sameUpdater);
                    case ModelSerializer.NO_PARAMS_MARKER -> {
                        marked = true;
                        skip(entry, MAX_UNUSED_BYTES);
                    }
                    case ModelDescription.ENTRY ->
                        description = ModelDescription.read(zip.readNBytes(ModelDescription.MAX_BYTES), name);
                    default -> {
                        notes.add("ignored " + InvalidInputException.printable(entry.getName()) + " of " + name
                                + ": Convoy reads configuration, coefficients and optimizer state only");
                        skip(entry, MAX_UNUSED_BYTES);
                    }
                }
            }
            if (seen.size() != entries) {
                throw new EOFException(seen.size() + " of " + entries + " entries");
            }
            if (coefficients.isEmpty()) {
                if (seen.contains(ModelSerializer.COEFFICIENTS_BIN) && !marked) {
                    throw new EOFException(ModelSerializer.COEFFICIENTS_BIN + " is empty");
                }
                notes.add(name + " holds no weights: they are drawn from the seed");
                return Optional.empty();
            }
            FlatVector none = new FlatVector(storage, new byte[0]);
            return Optional.of(new SavedWeights(coefficients.get(), updaterState.orElse(none)));
        });
    }

    /** Reads nothing else. */
    ModelDescription onlyDescription() throws IOException {
        return whole(() -> {
            for (ZipEntry entry = next(); entry != null; entry = next()) {
                if (entry.getName().equals(ModelDescription.ENTRY)) {
                    return ModelDescription.read(zip.readNBytes(ModelDescription.MAX_BYTES), name);
                }
                skip(entry, largestOfAny(entry));
            }
            return ModelDescription.NONE;
        });
    }

    /** Returns what an entry of Convoy's says about the use of the model, once the weights are read. */
    ModelDescription description() {
        return description;
    }

    /** Returns a line for each part that was not used. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private Optional<FlatVector> coefficients(long parameters, DataType storage) throws IOException {
        String part = ModelSerializer.COEFFICIENTS_BIN + " of " + name;
        PushbackInputStream in = new PushbackInputStream(zip);
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        in.unread(first);
        Nd4jArray array = Nd4jArray.open(new DataInputStream(in), part);
        if (array.length() != parameters) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT,
                            "coefficients must be as many as the configuration has parameters, %,d",
                            parameters),
                    String.format(Locale.ROOT, "%,d in %s", array.length(), part),
                    "Use configuration and coefficients of one model.");
        }
        return Optional.of(read(array, part, storage));
    }

    private Optional<FlatVector> updaterState(ZipEntry entry, long parameters, DataType storage, boolean sameUpdater)
            throws IOException {
        String part = entry.getName() + " of " + name;
        if (!sameUpdater) {
            return unused(entry, parameters, "the updater, its schedule or the frozen layers have changed");
        }
        Nd4jArray array = Nd4jArray.open(new DataInputStream(zip), part);
        if (array.length() > MAX_STATE_PER_PARAMETER * parameters) {
            return unused(entry, parameters, "it is too long for any updater");
        }
        FlatVector vector = read(array, part, storage);
        if (!vector.isFinite()) {
            return unused(entry, parameters, "it is not finite");
        }
        return Optional.of(vector);
    }

    private Optional<FlatVector> unused(ZipEntry entry, long parameters, String reason) throws IOException {
        notes.add(String.format(Locale.ROOT, "ignored %s of %s: %s", entry.getName(), name, reason));
        skip(entry, Math.max(MAX_UNUSED_BYTES, MAX_STATE_PER_PARAMETER * Double.BYTES * parameters));
        return Optional.empty();
    }

    private ZipEntry next() throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null) {
            return null;
        }
        String given = InvalidInputException.printable(entry.getName()) + " in " + name;
        if (UNSAFE.matcher(entry.getName()).find()) {
            throw new InvalidInputException(
                    "an entry of a model zip must have a plain name", given, "Nothing was extracted; do not trust it.");
        }
        if (!seen.add(entry.getName())) {
            throw new InvalidInputException(
                    "an entry must be in a model zip once", given, "Write it with ModelSerializer.writeModel.");
        }
        if (seen.size() > MAX_ENTRIES) {
            throw new InvalidInputException(
                    "a model zip must have at most " + MAX_ENTRIES + " entries",
                    entries + " in " + name,
                    "Give the zip that ModelSerializer wrote, and not one of a folder.");
        }
        return entry;
    }

    private FlatVector read(Nd4jArray array, String part, DataType storage) throws IOException {
        // Checked before memory is allocated for the values.
        if (array.length() / MAX_EXPANSION > bytes) {
            throw new EOFException(
                    String.format(Locale.ROOT, "%,d values of %s in %,d bytes", array.length(), part, bytes));
        }
        FlatVector vector = array.read(storage);
        if (zip.read() >= 0) {
            throw new InvalidInputException(
                    "an array must end where its header says",
                    "more bytes in " + part,
                    "Write it again with ModelSerializer.writeModel.");
        }
        return vector;
    }

    /** Inflates the rest of an entry, which is the only way to skip it. */
    private void skip(ZipEntry entry, long most) throws IOException {
        byte[] piece = new byte[BUFFER_BYTES];
        long read = 0;
        for (int count = zip.read(piece); count >= 0; count = zip.read(piece)) {
            read += count;
            if (read > most) {
                throw new InvalidInputException(
                        String.format(Locale.ROOT, "this entry of a model zip must be at most %,d MiB", most >> 20),
                        InvalidInputException.printable(entry.getName()) + " in " + name,
                        "Remove that entry.");
            }
        }
    }

    private void requireCount(String key, int count) {
        if (count < 0 || count > MAX_COUNT) {
            throw new InvalidInputException(
                    String.format(Locale.ROOT, "%s must be from 0 to %,d", key, MAX_COUNT),
                    String.format(Locale.ROOT, "%,d in %s", count, name),
                    "Correct it in " + ModelSerializer.CONFIGURATION_JSON + ".");
        }
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private <T> T whole(Reading<T> reading) throws IOException {
        try {
            return reading.get();
        } catch (InvalidInputException e) {
            throw e;
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            String why = e.getMessage() == null ? "which ends too early" : e.getMessage();
            // Java's message tells an encrypted zip from a damaged one.
            boolean encrypted = why.contains("encrypted");
            throw new InvalidInputException(
                    encrypted ? "a model zip must not be encrypted" : "a model zip must be whole",
                    InvalidInputException.printable(name + ", " + why),
                    encrypted ? "Write it without a password." : "Copy it again, or write it again.",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
