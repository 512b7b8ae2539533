package dev.convoy.driver.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Json;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/**
 * What a model's file says about its use on images; null for what it does not say.
 *
 * @param image shape of the images that the network sees
 * @param normalization normalization that turns pixels, 0 to 255, into the network's input
 * @param classes names of the outputs, in order
 * @param resize length in pixels of an image's shorter side before its middle is cut out
 * @param decoder decoder of the image files in training
 */
public record ModelDescription(
        Shape image, Normalization normalization, List<String> classes, Integer resize, String decoder) {
    /** Of a file that says nothing. */
    public static final ModelDescription NONE = new ModelDescription(null, null, null, null, null);

    /** The entry of a model zip that holds it. */
    static final String ENTRY = "convoy.json";

    static final int MAX_BYTES = 16 << 20;

    public ModelDescription {
        if (normalization != null
                && !normalization.isUsable(image == null ? normalization.channels() : image.channels())) {
            throw new IllegalArgumentException(
                    "normalization must have a finite mean and a deviation > 0 for each channel");
        }
        if (resize != null && resize < 1) {
            throw new IllegalArgumentException("resize must be >= 1: " + resize);
        }
        classes = classes == null ? null : List.copyOf(classes);
    }

    /** Returns the description of a model of which only the normalization is known, or not even that. */
    public static ModelDescription of(Normalization normalization) {
        return new ModelDescription(null, normalization, null, null, null);
    }

    /** @param name of the file, for messages */
    static ModelDescription read(byte[] json, String name) {
        try {
            ModelDescription read = Json.reader(ModelDescription.class).readValue(json);
            return read == null ? NONE : read;
        } catch (JsonProcessingException e) {
            throw invalid(name, e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private static InvalidInputException invalid(String name, JsonProcessingException cause) {
        return new InvalidInputException(
                ENTRY + " of a model zip must be JSON as Convoy writes it",
                InvalidInputException.printable(cause.getOriginalMessage()) + " in " + name,
                "Take the run's model.zip, or remove that entry.",
                cause);
    }

    /**
     * Writes a network as a {@code ModelSerializer} zip that also has this description.
     *
     * @return a line for each part of its updater that Deeplearning4j does not have; the zip has the nearest
     */
    public List<String> write(Model network, OutputStream to) throws IOException {
        return write(network, true, to);
    }

    /**
     * Writes a network as a {@code ModelSerializer} zip that also has this description.
     *
     * @param saveUpdater whether the zip gets the optimizer state
     * @return a line for each part of its updater that Deeplearning4j does not have; the zip has the nearest
     */
    public List<String> write(Model network, boolean saveUpdater, OutputStream to) throws IOException {
        List<String> notes = PortableUpdaters.into(network);
        Path file = Files.createTempFile("convoy-model", ".zip");
        try {
            ModelSerializer.writeModel(network, file.toFile(), saveUpdater);
            try (FileSystem zip = FileSystems.newFileSystem(file)) {
                Files.write(zip.getPath(ENTRY), Json.pretty(this));
            }
            Files.copy(file, to);
            return notes;
        } finally {
            Files.delete(file);
        }
    }
}
