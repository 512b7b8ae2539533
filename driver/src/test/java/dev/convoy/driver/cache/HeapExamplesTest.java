package dev.convoy.driver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.feed.DamagedShardException;
import dev.convoy.feed.RecordFormat;
import dev.convoy.feed.ShardFile;
import dev.convoy.feed.ShardFileWriter;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapExamplesTest {
    private static final int EXAMPLES = 10;

    @TempDir
    private Path folder;

    @Test
    void smallExamplesAreInTheHeapAsLongAsThereIsRoom() throws IOException {
        HeapExamples heap = new HeapExamples(2 * EXAMPLES * 1000);
        try (ShardFile first = load(heap, 1, 1000);
                ShardFile second = load(heap, 2, 900);
                ShardFile third = load(heap, 3, 1000)) {
            assertInHeap(first, 1);
            assertInHeap(second, 2);
            assertOnlyInFile(third);

            heap.release(third);
            heap.release(first);
            heap.release(first);
            try (ShardFile fourth = load(heap, 4, 1000);
                    ShardFile fifth = load(heap, 5, 1000)) {
                assertInHeap(fourth, 4);
                assertOnlyInFile(fifth);
            }
        }
    }

    @Test
    void largeExamplesAreNotInTheHeap() throws IOException {
        HeapExamples heap = new HeapExamples(Integer.MAX_VALUE);
        try (ShardFile small = load(heap, 1, 4096);
                ShardFile large = load(heap, 2, 4097)) {
            assertInHeap(small, 1);
            assertOnlyInFile(large);
        }
    }

    @Test
    void aShardThatCannotBeLoadedTakesNoRoom() throws IOException {
        HeapExamples heap = new HeapExamples(EXAMPLES * 1000);
        try (ShardFile damaged = open(1, 1000)) {
            cut(1);
            heap.load(damaged);
            try (ShardFile next = load(heap, 2, 1000)) {
                assertOnlyInFile(damaged);
                assertInHeap(next, 2);
            }
        }
    }

    /** Loads a shard, and removes the bytes of its file. */
    private ShardFile load(HeapExamples heap, int number, int length) throws IOException {
        ShardFile file = open(number, length);
        heap.load(file);
        cut(number);
        return file;
    }

    private ShardFile open(int number, int length) throws IOException {
        byte[] example = new byte[length];
        example[0] = (byte) number;
        try (ShardFileWriter writer = new ShardFileWriter(path(number), RecordFormat.pixels(new Shape(1, 1, length)))) {
            for (int i = 0; i < EXAMPLES; i++) {
                writer.add(i, 0, example, length);
            }
            writer.finish(false);
        }
        return new ShardFile(path(number));
    }

    private void cut(int number) throws IOException {
        Files.write(path(number), new byte[0]);
    }

    private Path path(int number) {
        return folder.resolve(number + ".shard");
    }

    private static void assertInHeap(ShardFile file, int number) throws IOException {
        byte[] example = new byte[file.length(EXAMPLES - 1)];
        assertThat(file.read(EXAMPLES - 1, example)).isTrue();
        assertThat(example[0]).isEqualTo((byte) number);
    }

    private static void assertOnlyInFile(ShardFile file) {
        assertThatThrownBy(() -> file.read(0, new byte[file.length(0)])).isInstanceOf(DamagedShardException.class);
    }
}
