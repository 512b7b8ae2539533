package dev.convoy.driver.model;

import static dev.convoy.driver.model.HostileFiles.array;
import static dev.convoy.driver.model.HostileFiles.cut;
import static dev.convoy.driver.model.HostileFiles.edit;
import static dev.convoy.driver.model.HostileFiles.endingIn;
import static dev.convoy.driver.model.HostileFiles.gadget;
import static dev.convoy.driver.model.HostileFiles.patch;
import static dev.convoy.driver.model.HostileFiles.patchLast;
import static dev.convoy.driver.model.HostileFiles.rename;
import static dev.convoy.driver.model.HostileFiles.row;
import static dev.convoy.driver.model.HostileFiles.trap;
import static dev.convoy.driver.model.HostileFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.base.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile and broken model files: each is refused with one clear line, creates no object or class, and writes nothing.
 */
class HostileModelTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final String UPDATER = "updaterState.bin";
    private static final String RELU = "org.nd4j.linalg.activations.impl.ActivationReLU";
    // Records of a zip: signatures, offsets, and the flags of an encrypted entry that a descriptor follows.
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int END = 0x06054b50;
    private static final int FLAGS = 6;
    private static final int CHECKSUM = 4;
    private static final int SIZE = 12;
    private static final int ENTRIES = 10;
    private static final int ENCRYPTED = 9;

    private static final ZipParts GOOD = ZipParts.of(SavedNetworks.sequence());
    private static final ZipParts GRAPH = ZipParts.of(SavedNetworks.graph());
    private static final byte[] JSON = GOOD.get(CONFIGURATION);
    private static final byte[] WEIGHTS = GOOD.get(COEFFICIENTS);
    private static final int PARAMETERS = 4 * (2 * 9 + 1) + 3 * (4 * 16 + 1);
    private static final String WHOLE = "a model zip must be whole. Given: ";
    private static final String MALFORMED = "a model file must be a MultiLayerConfiguration or a Comp";
    private static final String ARRAY = "an array must be a vector of FLOAT, DOUBLE, HALF or BFLOAT16";
    private static final String CLASSES =
            "a model may name classes of Deeplearning4j and ND4J only, and none of object detection. Given: ";
    private static final String LIMITS =
            "a model's configuration must nest at most 64 deep, with numbers of at most 100 digits. Given: ";

    /** Parameters of a network with 7 million filters, for which the tests' heap has no room. */
    private static final long HUGE = 7_000_000L * (2 * 9 + 1) + 3 * (7_000_000L * 16 + 1);

    /** Limit for one file, on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Deeplearning4j's old form of arrays: a shape of any size over one value. */
    private static final String ARRAY_OF_OLD =
            """
            {"dataBuffer": [1], "rankField": 2, "numElements": 1, "offsetField": 0, "shapeField": [20000000, 2],
             "strideField": [1, 20000000], "orderingField": "c"}
            """;

    @TempDir
    private Path folder;

    private record Case(String name, byte[] file, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> texts() {
        String detection = "org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer";
        return Stream.of(
                new Case("empty file", new byte[0], MALFORMED),
                new Case("cut JSON", cut(JSON, JSON.length / 2), MALFORMED),
                new Case("two JSONs", utf8("{}{}"), MALFORMED),
                new Case("JSON of something else", utf8("{\"class_name\": \"Sequential\"}"), MALFORMED),
                new Case("a key twice", edit(JSON, text -> text.replaceFirst("\\{", "{\"confs\": [],")), MALFORMED),
                new Case("Java object", gadget(), MALFORMED),
                new Case("deep JSON", utf8("{\"confs\":" + "[".repeat(100_000)), LIMITS),
                new Case("deep YAML", utf8("confs: " + "[".repeat(10_000)), LIMITS),
                new Case("a number of a million digits", edit(JSON, text -> longNumber(text)), LIMITS),
                new Case("a YAML number of a million digits", utf8("confs: 1" + "0".repeat(1_000_000)), LIMITS),
                new Case("a YAML number to the base of 60", utf8("confs: 1" + ":0".repeat(10_000)), MALFORMED),
                new Case(
                        "an array in a layer",
                        edit(
                                JSON,
                                text -> text.replaceFirst(
                                        "\"layer\" : \\{\\s*\"@class\" : \"[^\"]*OutputLayer\"",
                                        "\"layer\": {\"@class\": \"" + detection + "\", \"boundingBoxes\": "
                                                + ARRAY_OF_OLD)),
                        CLASSES + detection),
                new Case(
                        "huge JSON",
                        new byte[ConfigurationText.MAX_BYTES + 1],
                        "a model's configuration must be at most 16 MiB. Given: "),
                new Case(
                        "class of an attacker",
                        edit(JSON, text -> text.replaceFirst(RELU, quoted(trap()))),
                        CLASSES + trap()),
                new Case(
                        "class of an attacker as an old distribution",
                        edit(
                                JSON,
                                text -> text.replaceFirst(
                                        "\"weightInitFn\" : \\{[^}]*\\}",
                                        "\"weightInit\": \"DISTRIBUTION\", \"dist\": {\"type\": \"" + quoted(trap())
                                                + "\"}")),
                        CLASSES + trap()),
                new Case(
                        "class of an attacker as an array's head",
                        edit(
                                JSON,
                                text -> text.replaceFirst(
                                        "\"iupdater\" : \\{[^}]*\\}",
                                        "\"iupdater\": [\"" + quoted(trap()) + "\", {}]")),
                        CLASSES + trap()),
                new Case(
                        "class of an attacker as a generic argument",
                        edit(JSON, text -> text.replaceFirst(RELU, RELU + "<" + quoted(trap()) + ">")),
                        CLASSES + RELU + "<" + trap()),
                new Case("shaded class", edit(JSON, text -> text.replaceFirst(RELU, "org.nd4j.shade.x.Y")), CLASSES),
                new Case(
                        "YAML alias bomb",
                        utf8("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nconfs: [*c,*c]\n"),
                        MALFORMED),
                new Case(
                        "class of an attacker as a YAML tag",
                        utf8("confs: [!<" + RELU + "> {layer: !<" + trap() + "> {}}]\n"),
                        CLASSES + trap()),
                new Case(
                        "class of an attacker as YAML's own tag",
                        utf8("confs: !!" + trap() + " {}\n"),
                        CLASSES + "tag:yaml.org,2002:" + trap()),
                new Case("YAML tag that is not an object's", utf8("confs: !<" + trap() + "> []\n"), MALFORMED),
                new Case("YAML tag and a class", utf8("confs: !<" + RELU + "> {'@class': " + RELU + "}\n"), MALFORMED),
                new Case("layer without settings", utf8("{\"confs\": [{\"layer\": null}]}"), "a model"));
    }

    static Stream<Case> zips() {
        byte[] good = GOOD.bytes();
        return Stream.of(
                new Case("cut in the coefficients", cut(good, good.length / 2), WHOLE),
                new Case("cut before its end", cut(good, good.length - 22), WHOLE),
                new Case("an entry lost", patch(GOOD.without(UPDATER).bytes(), END, ENTRIES, 3), WHOLE),
                new Case(
                        "no entries",
                        new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                        "a model zip must hold configuration.json. Given: "),
                new Case("not a zip after its first bytes", utf8("PK is not enough"), WHOLE),
                new Case(
                        "encrypted",
                        patch(good, LOCAL, FLAGS, ENCRYPTED),
                        "a model zip must not be encrypted. Given: "),
                new Case(
                        "encrypted arrays",
                        patchLast(good, LOCAL, FLAGS, ENCRYPTED),
                        "a model zip must not be encrypted. Given: "),
                new Case(
                        "no configuration",
                        GOOD.without(CONFIGURATION).bytes(),
                        "a model zip must hold configuration.json. Given: "),
                new Case(
                        "Keras's own zip",
                        GOOD.without(CONFIGURATION)
                                .with("config.json", utf8("{}"))
                                .with("model.weights.h5", new byte[8])
                                .bytes(),
                        "a Keras model must be an HDF5 file. Given: "),
                new Case("wrong checksum", patch(good, DESCRIPTOR, CHECKSUM, 0xbad), WHOLE),
                new Case("wrong size", patch(good, DESCRIPTOR, SIZE, 0xbad), WHOLE),
                new Case(
                        "same entry twice",
                        rename(GOOD.with("coefficients.biz", WEIGHTS).bytes(), "coefficients.biz", COEFFICIENTS),
                        "an entry must be in a model zip once. Given: coefficients.bin in "),
                new Case(
                        "a way up",
                        GOOD.with("../../etc/cron.d/x", gadget()).bytes(),
                        "an entry of a model zip must have a plain name. Given: ../../etc/cron.d/x in "),
                new Case(
                        "absolute name",
                        GOOD.with("/etc/passwd", gadget()).bytes(),
                        "an entry of a model zip must have a plain name. Given: /etc/passwd in "),
                new Case(
                        "drive",
                        GOOD.with("C:\\x", gadget()).bytes(),
                        "an entry of a model zip must have a plain name. Given: C:\\x in "),
                new Case(
                        "line break and colours",
                        GOOD.with("x\n\u001b[31merror: y", gadget()).bytes(),
                        "an entry of a model zip must have a plain name. Given: x??[31merror: y in "),
                new Case(
                        "too many entries",
                        many().bytes(),
                        "a model zip must have at most 100 entries. Given: 120 in "),
                new Case(
                        "bomb next to the arrays",
                        GOOD.with("normalizer.bin", new byte[65 << 20]).bytes(),
                        "this entry of a model zip must be at most 64 MiB. Given: normalizer.bin in "),
                new Case(
                        "bomb as configuration",
                        GOOD.with(CONFIGURATION, new byte[20 << 20]).bytes(),
                        "a model's configuration must be at most 16 MiB. Given: "),
                new Case(
                        "bomb after the coefficients",
                        GOOD.with(COEFFICIENTS, Arrays.copyOf(WEIGHTS, 100 << 20))
                                .bytes(),
                        "an array must end where its header says. Given: more bytes in coefficients.bin"),
                new Case(
                        "bomb after the optimizer state",
                        GOOD.with(
                                        UPDATER,
                                        Arrays.copyOf(
                                                array("MIXED_DATA_TYPES", row(1L << 40), "FLOAT", 1L << 40), 100 << 20))
                                .bytes(),
                        "this entry of a model zip must be at most 64 MiB. Given: updaterState.bin in "));
    }

    static Stream<Case> arrays() {
        String counts = "coefficients must be as many as the configuration has parameters, " + PARAMETERS + ". Given: ";
        return Stream.of(
                coefficients("empty coefficients", new byte[0], WHOLE),
                coefficients("one value short", cut(WEIGHTS, WEIGHTS.length - 4), WHOLE),
                coefficients(
                        "one value more",
                        Arrays.copyOf(WEIGHTS, WEIGHTS.length + 4),
                        "an array must end where its header says."),
                coefficients("coefficients of another network", GRAPH.get(COEFFICIENTS), counts + "287 in "),
                coefficients("a few", array("MIXED_DATA_TYPES", row(2), "FLOAT", 2, 1, 2), counts + "2 in "),
                coefficients(
                        "2^40 values",
                        array("MIXED_DATA_TYPES", row(1L << 40), "FLOAT", 1L << 40),
                        counts + "1,099,511,627,776 in "),
                new Case(
                        "more than the zip can hold",
                        GOOD.with(CONFIGURATION, edit(JSON, text -> text.replace("\"nout\" : 4", "\"nout\": 7000000")
                                        .replace("\"nin\" : 64", "\"nin\": 112000000")))
                                .with(COEFFICIENTS, array("MIXED_DATA_TYPES", row(HUGE), "FLOAT", HUGE))
                                .bytes(),
                        WHOLE),
                coefficients("fewer than none", array("MIXED_DATA_TYPES", row(-5), "FLOAT", -5), ARRAY),
                coefficients(
                        "a matrix", array("MIXED_DATA_TYPES", new long[] {2, 2, 3, 3, 1, 0, 1, 99}, "FLOAT", 6), ARRAY),
                coefficients("shape and length differ", array("MIXED_DATA_TYPES", row(PARAMETERS), "FLOAT", 3), ARRAY),
                coefficients(
                        "a shape of 2^31 dimensions",
                        array("MIXED_DATA_TYPES", new long[] {1L << 31, 1, 1, 1}, "FLOAT", 1),
                        ARRAY),
                coefficients("a long shape", array("MIXED_DATA_TYPES", new long[100], "FLOAT", 1), ARRAY),
                coefficients("unknown mode", array("OBJECT", row(2), "FLOAT", 2), ARRAY),
                coefficients("compressed", array("MIXED_DATA_TYPES", row(PARAMETERS), "COMPRESSED", PARAMETERS), ARRAY),
                coefficients("text", array("MIXED_DATA_TYPES", row(PARAMETERS), "UTF8", PARAMETERS), ARRAY),
                coefficients("a Java object", gadget(), "a"),
                coefficients(
                        "NaN",
                        endingIn(WEIGHTS, Float.NaN),
                        "weights must be finite as FLOAT. Given: an infinite value or NaN in layer "),
                coefficients(
                        "infinity",
                        endingIn(WEIGHTS, Float.POSITIVE_INFINITY),
                        "weights must be finite as FLOAT. Given: an infinite value or NaN in layer "),
                new Case(
                        "a Java object for the updater",
                        GOOD.with(UPDATER, gadget()).bytes(),
                        "a"),
                new Case(
                        "cut updater state",
                        GOOD.with(UPDATER, cut(GOOD.get(UPDATER), 500)).bytes(),
                        WHOLE),
                new Case(
                        "graph with a row's weights",
                        GRAPH.with(COEFFICIENTS, WEIGHTS).bytes(),
                        "coefficients must be as many"),
                new Case(
                        "iterations below 0",
                        GOOD.with(
                                        CONFIGURATION,
                                        edit(
                                                JSON,
                                                text -> text.replaceAll(
                                                        "\"iterationCount\" : 3", "\"iterationCount\" : -3")))
                                .bytes(),
                        "iterationCount must be from 0 to 1,000,000,000. Given: -3 in "));
    }

    @ParameterizedTest
    @MethodSource({"texts", "zips", "arrays"})
    void getsOneLineAndNothingComesToLife(Case one) throws IOException {
        Path file = Files.write(folder.resolve("model"), one.file());

        // A model that loads is written again by every run.
        assertThatThrownBy(() -> assertTimeoutPreemptively(
                        TIMEOUT,
                        () -> SavedNetworks.load(file).model().configuration().toJson()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(one.message())
                .hasMessageContaining("Given: ")
                .hasMessageContaining(file.toString())
                .hasMessageNotContainingAny("\n", "\r", "\u001b");

        assertThat(HostileFiles.ALIVE).hasValue(0);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static String longNumber(String text) {
        return text.replaceFirst("\"seed\" : \\d+", "\"seed\": 1" + "0".repeat(1_000_000));
    }

    @Test
    void javaObjectsNextToTheArraysAreIgnored() throws IOException {
        Path zip = GOOD.with("preprocessor.bin", gadget())
                .with("normalizer.bin", gadget())
                .with("objects", gadget())
                .write(folder);
        LoadedModel loaded = SavedNetworks.load(zip);

        assertThat(loaded.weights()).isPresent();
        assertThat(loaded.notes()).hasSize(3).allMatch(note -> note.startsWith("ignored "));
        assertThat(HostileFiles.ALIVE).hasValue(0);
    }

    @Test
    void theGadgetWouldHaveShown() throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(gadget()))) {
            in.readObject();
        }
        assertThat(HostileFiles.ALIVE.getAndSet(0)).isEqualTo(1);
    }

    @Test
    void theTrapWouldHaveShown() {
        String json = new String(JSON, StandardCharsets.UTF_8)
                .replaceFirst(RELU, Matcher.quoteReplacement(HostileFiles.OtherTrap.class.getName()));

        assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(json)).isInstanceOf(RuntimeException.class);
        assertThat(HostileFiles.ALIVE.getAndSet(0)).isEqualTo(1);
    }

    @Test
    void updaterStateThatCannotBeUsedIsIgnoredAndNamed() throws IOException {
        byte[] state = GOOD.get(UPDATER);
        for (byte[] bad :
                new byte[][] {endingIn(state, Float.NaN), array("MIXED_DATA_TYPES", row(1L << 40), "FLOAT", 1L << 40)
                }) {
            LoadedModel loaded = SavedNetworks.load(GOOD.with(UPDATER, bad).write(folder));

            assertThat(loaded.weights().orElseThrow().updaterState().length()).isZero();
            assertThat(loaded.notes()).singleElement().asString().startsWith("ignored updaterState.bin of ");
        }
    }

    private static Case coefficients(String name, byte[] content, String message) {
        return new Case(name, GOOD.with(COEFFICIENTS, content).bytes(), message);
    }

    private static ZipParts many() {
        ZipParts parts = GOOD;
        for (int i = 0; i < 117; i++) {
            parts = parts.with("part" + i, new byte[0]);
        }
        return parts;
    }

    /** A nested class's name has a dollar sign. */
    private static String quoted(String name) {
        return Matcher.quoteReplacement(name);
    }
}
