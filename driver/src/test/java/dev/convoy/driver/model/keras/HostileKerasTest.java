package dev.convoy.driver.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and broken Keras files: each is refused quickly with one clear line, and leaves no files. */
class HostileKerasTest {
    private static final Shape SMALL = new Shape(1, 2, 2);
    private static final String BROKEN = "a Keras file must be a whole HDF5 file. Given: ";
    private static final String UNSUPPORTED = "a Keras model may only use what Convoy computes as Keras does. Given: ";
    private static final String JSON = "a Keras model's settings must be a JSON object. Given: ";
    private static final String LIMITS =
            "a Keras model's JSON must nest at most 64 deep, with numbers of at most 100 digits. Given: ";
    private static final String PLAIN =
            "weights must be plain floating-point arrays, not compressed or in chunks. Given: ";
    private static final String DENSE = "\"class_name\": \"Dense\"";

    /** Sizes in a group's tree, in bytes, including what the parser reads after them. */
    private static final int NODE = 128;

    private static final int LEAF = 544;

    @TempDir
    private Path folder;

    private record Parts(KerasParts parts, String message) {}

    static Stream<Parts> parts() {
        return Stream.of(
                new Parts(good().without("model_config"), "a Keras file must hold model_config: "),
                new Parts(good().with("model_config", 7), "attribute model_config must be a text. Given: "),
                new Parts(good().with("model_config", new String[] {"{}", "{}"}), "attribute model_config must be a"),
                new Parts(good().with("model_config", "{\"class_name\": "), JSON),
                new Parts(good().with("model_config", "[]"), JSON),
                new Parts(good().with("model_config", "{} {}"), JSON),
                new Parts(good().model("\"name\": \"net\"", "\"name\": 1, \"name\": 2"), JSON),
                new Parts(good().with("model_config", "{\"a\":" + "[".repeat(1000)), LIMITS),
                new Parts(good().model("\"units\": 3", "\"units\": 1" + "0".repeat(1000)), LIMITS),
                new Parts(good().with("model_config", "{}"), "a Keras model must be Sequential or Functional"),
                new Parts(good().with("keras_version", "1.2.2"), "a Keras file must be of Keras 2 or 3. Given: "),
                new Parts(good().without("keras_version"), "a Keras file must be of Keras 2 or 3. Given: "),
                new Parts(
                        good().model(
                                        DENSE,
                                        "\"class_name\": \"Lambda\", \"config\": {\"name\": \"run\", \"function\": "
                                                + "[\"4wEAAAAAAAAA\", null, null]}}, {"
                                                + DENSE),
                        UNSUPPORTED + "a layer of type Lambda in layer run of "),
                new Parts(
                        good().model(DENSE, "\"class_name\": \"os>system\""),
                        UNSUPPORTED + "a layer of type os>system in layer dense of "),
                new Parts(
                        good().model("\"name\": \"dense\"", "\"name\": \"x\\n\\u001b[31m\""),
                        "a Keras file must hold the weights of all layers. Given: no kernel in layer x??[31m of "),
                new Parts(
                        good().model("\"name\": \"dense\"", "\"name\": \"" + "x".repeat(1001) + "\""),
                        "a layer's name must have at most 1000 characters, "),
                new Parts(
                        good().model("\"units\": 3", "\"units\": 99999999999"), "units must be a whole number from 1"),
                new Parts(good().model("\"units\": 3", "\"units\": -3"), "units must be a whole number from 1 to "),
                new Parts(
                        good().model("\"units\": 3", "\"units\": 16777216"),
                        "a Keras file must hold all of its model's"),
                new Parts(good().model("\"softmax\"", "\"relu\""), "a Keras model that was not compiled must end in a"),
                new Parts(good().model("\"softmax\"", "{\"class_name\": []}"), UNSUPPORTED + "activation "),
                new Parts(
                        good().with("training_config", "{\"loss\": \"my_loss\"}"),
                        "a Keras model's loss must be categorical_crossentropy, "),
                new Parts(good().with("training_config", "{\"loss\": "), JSON),
                new Parts(
                        good().noArray("dense/bias"),
                        "a Keras file must hold the weights of all layers. Given: no bias in"),
                new Parts(
                        good().array("dense/kernel", new float[4][4]),
                        "kernel must be [4, 3]. Given: [4, 4] in layer dense"),
                new Parts(
                        good().array("dense/kernel", new float[12]),
                        "kernel must be [4, 3]. Given: [12] in layer dense of "),
                new Parts(good().array("dense/kernel", new int[4][3]), PLAIN + "kernel of FixedPoint, CONTIGUOUS in "),
                new Parts(
                        good().array("dense/bias", new float[] {1, Float.NaN, 3}),
                        "weights must be finite as FLOAT. Given: an infinite value or NaN in layer dense of "));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void badPartsGetOneLine(Parts bad) throws IOException {
        refused(bad.parts().write(folder.resolve("model.h5")), SMALL, bad.message());
    }

    static Stream<Parts> graphs() {
        String graph =
                """
                {"class_name": "Functional", "config": {"name": "net", "layers": [
                {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 2, 2, 1]},
                 "inbound_nodes": []},
                {"class_name": "Add", "config": {"name": "sum"}, "inbound_nodes": [[["in", 0, 0], ["act", 0, 0]]]},
                {"class_name": "ReLU", "config": {"name": "act"}, "inbound_nodes": [[["sum", 0, 0]]]}],
                "input_layers": [["in", 0, 0]], "output_layers": [["act", 0, 0]]}}
                """;
        return Stream.of(
                new Parts(
                        good().with("model_config", graph), "layers must not lead back to themselves. Given: 2 layers"),
                new Parts(
                        good().with("model_config", graph.replace("[\"act\", 0, 0]]]", "[\"gone\", 0, 0]]]")),
                        "a layer must read layers that exist. Given: "),
                new Parts(
                        good().with("model_config", graph.replace("\"act\"}", "\"sum\"}")),
                        "a layer must have a unique name. Given: ReLU in layer sum of "),
                new Parts(
                        good().with(
                                        "model_config",
                                        graph.replace("[\"act\", 0, 0]]]}", "[\"in\", 0, 0]]]}")
                                                .replace(
                                                        "[[\"act\", 0, 0]]}}", "[[\"act\", 0, 0], [\"sum\", 0, 0]]}}")),
                        "a Keras model must have one output. Given: "),
                new Parts(
                        good().with("model_config", graph.replace("[[[\"sum\", 0, 0]]]", "[[[\"in\", 0, 0]], []]")),
                        UNSUPPORTED + "a layer that is used 2 times in layer act of "));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void badGraphsGetOneLine(Parts bad) throws IOException {
        refused(bad.parts().write(folder.resolve("model.h5")), SMALL, bad.message());
    }

    /** Files that hostile.py made. */
    @ParameterizedTest
    @ValueSource(strings = {"external", "soft"})
    void linksAreNotFollowed(String name) throws IOException {
        refused(
                Files.copy(Samples.file(name + ".h5"), folder.resolve("model.h5")),
                SMALL,
                "weights must be arrays in groups, with no links. Given: kernel:0 in the file of ");
    }

    @Test
    void arraysThatUnfoldAreNotRead() throws IOException {
        refused(
                Files.copy(Samples.file("chunked.h5"), folder.resolve("model.h5")),
                SMALL,
                PLAIN + "kernel of FloatingPoint, CHUNKED in layer dense of ");
    }

    @Test
    void groupsInACircleDoNoHarm() throws IOException {
        LoadedModel loaded = Samples.load(Samples.file("circle.h5"), SMALL, 3, Optional.empty());

        assertThat(loaded.weights().orElseThrow().parameters().toFloats())
                .containsExactly(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 1, 2, 3);
    }

    @Test
    void cutFilesGetOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(Samples.file("lenet.h5"));
        Shape images = new Shape(1, 28, 28);
        for (int length = 8; length < whole.length; length += whole.length / 12) {
            refused(Files.write(folder.resolve("model.h5"), Arrays.copyOf(whole, length)), images, BROKEN);
        }
    }

    @Test
    void aFileThatOnlyStartsAsHdf5GetsOneLine() throws IOException {
        byte[] text = "\u0089HDF\r\n\u001a\nand so on".repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
        refused(Files.write(folder.resolve("model.h5"), text), SMALL, BROKEN);
    }

    @Test
    void aFileThatIsTooLongIsNotRead() {
        assertThatThrownBy(() -> KerasFile.read(null, 3L << 30, "model.h5", SMALL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a Keras file must be at most 2 GiB. Given: 3,221,225,472 bytes of model.h5.");
    }

    /** A group's children in a tree of 2^40 leaves, all the same. */
    @Test
    void treesThatUnfoldGetOneLine() throws IOException {
        int depth = 40;
        byte[] whole = Files.readAllBytes(Samples.file("circle.h5"));
        int root = new String(whole, StandardCharsets.ISO_8859_1).indexOf("TREE");
        ByteBuffer file =
                ByteBuffer.allocate(whole.length + depth * NODE + LEAF).order(ByteOrder.LITTLE_ENDIAN);
        file.put(whole);
        file.put(whole.length + depth * NODE, whole, root, LEAF);
        for (int i = 0; i < depth; i++) {
            node(file, whole.length + i * NODE, whole.length + (i + 1) * NODE);
        }
        node(file, root, whole.length);
        Path model = Files.write(folder.resolve("model.h5"), file.array());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> refused(model, SMALL, BROKEN));
    }

    @Test
    void treesInACircleGetOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(Samples.file("circle.h5"));
        int root = new String(whole, StandardCharsets.ISO_8859_1).indexOf("TREE");
        node(ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN), root, root);
        refused(Files.write(folder.resolve("model.h5"), whole), SMALL, BROKEN);
    }

    /** An inner node of a group's tree with the same child twice. */
    private static void node(ByteBuffer file, int at, long child) {
        file.position(at);
        file.put("TREE".getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) 0)
                .put((byte) 1)
                .putShort((short) 2);
        file.putLong(-1).putLong(-1);
        file.putLong(0).putLong(child).putLong(0).putLong(child);
    }

    @Test
    void changedBytesNeverHang() throws IOException {
        assertRefusals(5, 100);
    }

    @Tag("matrix")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 6})
    void changedBytesOfManyMoreNeverHang(long seed) throws IOException {
        assertRefusals(seed, 400);
    }

    /** A file with changed bytes is either loaded or refused with its line, quickly. */
    private void assertRefusals(long seed, int files) throws IOException {
        Random random = new Random(seed);
        int refused = 0;
        for (String name : new String[] {"circle.h5", "branches.h5"}) {
            byte[] whole = Files.readAllBytes(Samples.file(name));
            Shape images = name.startsWith("circle") ? SMALL : new Shape(3, 12, 10);
            for (int i = 0; i < files; i++) {
                byte[] changed = whole.clone();
                for (int j = 0; j <= random.nextInt(4); j++) {
                    // The metadata are among the first bytes.
                    changed[8 + random.nextInt(Math.min(whole.length, 8192) - 8)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("model.h5"), changed);
                refused += assertTimeoutPreemptively(Duration.ofSeconds(20), () -> isRefused(file, images)) ? 1 : 0;
            }
        }
        assertThat(refused).isBetween(files / 4, 7 * files / 4);
    }

    private static boolean isRefused(Path file, Shape images) throws IOException {
        try {
            Samples.load(file, images, 3, Optional.empty());
            return false;
        } catch (InvalidInputException e) {
            assertThat(e.getMessage()).contains("Given: ").doesNotContain("\n");
            return true;
        }
    }

    private void refused(Path file, Shape images, String message) throws IOException {
        assertThatThrownBy(() -> Samples.load(file, images, 3, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("Given: ")
                .hasMessageContaining(file.toString())
                .hasMessageNotContainingAny("\n", "\r", "\u001b");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static KerasParts good() {
        return KerasParts.good();
    }
}
