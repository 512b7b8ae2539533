package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A good file with changed bytes either still loads, and can be written again, or is refused with its line, quickly.
 */
class ChangedModelTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final ZipParts ROW = ZipParts.of(SavedNetworks.sequence());
    private static final byte[] GRAPH = ZipParts.of(SavedNetworks.graph()).get(CONFIGURATION);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void loadsOrGetsOneLine() throws IOException {
        assertRefusals(1, 40);
    }

    @Tag("matrix")
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {2, 3, 4, 5, 6})
    void loadsOrGetsOneLineForManyMore(long seed) throws IOException {
        assertRefusals(seed, 200);
    }

    private void assertRefusals(long seed, int files) throws IOException {
        Random random = new Random(seed);
        int refused = 0;
        for (byte[] whole : new byte[][] {ROW.get(CONFIGURATION), GRAPH, ROW.bytes()}) {
            for (int i = 0; i < files; i++) {
                byte[] changed = whole.clone();
                for (int j = 0; j <= random.nextInt(4); j++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("model"), changed);
                refused += assertTimeoutPreemptively(TIMEOUT, () -> isRefused(file), "seed " + seed) ? 1 : 0;
            }
        }
        assertThat(refused).isBetween(files / 2, 3 * files - 1);
    }

    private static boolean isRefused(Path file) throws IOException {
        try {
            assertThat(SavedNetworks.load(file).model().configuration().toJson())
                    .isNotEmpty();
            return false;
        } catch (InvalidInputException e) {
            assertThat(e.getMessage()).contains("Given: ").doesNotContain("\n", "\r", "\u001b");
            return true;
        }
    }
}
