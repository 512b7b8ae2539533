package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.kernel.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever bytes of a good file change, it either still loads, and can be written again, or gets its line, at once. */
class ChangedModelTest {
    private static final String CONFIGURATION = "configuration.json";
    private static final ZipParts ROW = ZipParts.of(SavedNetworks.sequence());
    private static final byte[] GRAPH = ZipParts.of(SavedNetworks.graph()).get(CONFIGURATION);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FILES = 100;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 1)
    void loadsOrGetsOneLine(long seed) throws IOException {
        Random random = new Random(seed);
        int refused = 0;
        for (byte[] whole : new byte[][] {ROW.get(CONFIGURATION), GRAPH, ROW.bytes()}) {
            for (int i = 0; i < FILES; i++) {
                byte[] changed = whole.clone();
                for (int j = 0; j <= random.nextInt(4); j++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("model"), changed);
                refused += assertTimeoutPreemptively(SOON, () -> isRefused(file), "seed " + seed) ? 1 : 0;
            }
        }
        assertThat(refused).isBetween(FILES / 2, 3 * FILES - 1);
    }

    private static boolean isRefused(Path file) throws IOException {
        try {
            assertThat(SavedNetworks.load(file).model().configuration().toJson())
                    .isNotEmpty();
            return false;
        } catch (InvalidInput e) {
            assertThat(e.getMessage()).contains("Given: ").doesNotContain("\n", "\r", "\u001b");
            return true;
        }
    }
}
