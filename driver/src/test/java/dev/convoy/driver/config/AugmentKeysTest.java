package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentKeysTest {
    private static final String ALL =
            "{random-resized-crop: {scale: [0.35, 1]}}, flip, {color-jitter: {brightness: 0.4,"
                    + " contrast: 0.4, saturation: 0.4, hue: 0.1}}, {rotation: 15}, {translation: 0.1},"
                    + " {rand-augment: {ops: 3}}, {erasing: {probability: 0.25}}, {mixup: 0.2}, cutmix";

    private static String augment(String text) {
        return text(Optional.empty(), "train.augment=" + text);
    }

    private static String text(Optional<File> file, String... overrides) {
        return new ConfigLoader()
                .load(file, List.of(overrides))
                .data()
                .images()
                .augmentations()
                .text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flip                                    | flip",
                "random-resized-crop, flip               | random-resized-crop, flip",
                "[random-resized-crop, flip]             | random-resized-crop, flip",
                "[]                                      | ''",
                "''                                      | ''",
                "{pad-crop: 2}, flip                     | {pad-crop: 2}, flip",
                "[{\"pad-crop\":{\"padding\":2}},\"flip\"] | {pad-crop: 2}, flip",
                "[{erasing = 0.25}]                      | {erasing: {probability: 0.25}}",
                "[{mixup: \"0.2\"}]                      | {mixup: 0.2}",
                "[{flip: {}}]                            | flip"
            })
    void theCommandLineTakesText(String given, String expected) {
        assertThat(augment(given)).isEqualTo(expected);
    }

    /** A run's identity is this text: what it means must not change. */
    @Test
    void whatIsPrintedCanBeGiven() {
        assertThat(augment(ALL)).isEqualTo(ALL);
    }

    @Test
    void aFileHasAList(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("job.conf");
        Files.writeString(file, "convoy.train.augment = [" + ALL + "]");

        assertThat(text(Optional.of(file.toFile()))).isEqualTo(ALL);
        ResolvedFile sent = new ConfigLoader().resolve(file.toFile(), List.of());
        assertThat(text(Optional.empty(), sent.overrides().toArray(String[]::new)))
                .as("on another machine")
                .isEqualTo(ALL);
        assertThat(text(Optional.of(file.toFile()), "train.augment=[flip]")).isEqualTo("flip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flop",
                "[7]",
                "[[flip]]",
                "[null]",
                "[{flip: 1, rotation: 2}]",
                "[{rotation: much}]",
                "[{rotation: null}]",
                "[{rotation: true}]",
                "[{erasing: {scale: [a, b]}}]",
                "[{flop: 3}]",
                "[flip",
                "{pad-crop: 4"
            })
    void anythingElseIsAnErrorWithAllNames(String text) {
        assertThatThrownBy(() -> augment(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.augment must be a list of random-resized-crop, pad-crop, ")
                .hasMessageContaining("mixup, cutmix");
    }

    @Test
    void anObjectIsNoList(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("job.conf");
        Files.writeString(file, "convoy.train.augment { flip = true }");

        assertThatThrownBy(() -> text(Optional.of(file.toFile())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.augment");
    }
}
