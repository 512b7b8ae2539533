package dev.convoy.driver.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static List<String> order(Labels labels, List<String> fixed, String... found) {
        return new Source("", List.of(), fixed, false, labels, List.of()).classesInOrder(List.of(found));
    }

    @Test
    void foldersAreOrderedAsTextAndValuesAsNumbers() {
        assertThat(order(Labels.FOLDERS, List.of(), "2", "10", "b", "a", "B", "10"))
                .containsExactly("10", "2", "B", "a", "b");
        assertThat(order(Labels.VALUES, List.of(), "2", "10", "1")).containsExactly("1", "2", "10");
        assertThat(order(Labels.VALUES, List.of(), "2.0", "10.0", "-1")).containsExactly("-1", "2.0", "10.0");
        assertThat(order(Labels.VALUES, List.of(), "2", "10", "x")).containsExactly("10", "2", "x");
        assertThat(order(Labels.VALUES, List.of("dog", "cat"), "cat", "ape")).containsExactly("dog", "cat", "ape");
        assertThat(order(Labels.FOLDERS, List.of(), "\uD83D\uDE00", "\uFF61"))
                .containsExactly("\uFF61", "\uD83D\uDE00");
    }

    @Test
    void itemsAreClosedOnceTheyEndAndFailuresOfStorageAreThrown() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        ArrayDeque<SourceItem> left = new ArrayDeque<>(List.of(new SourceFailure("a", "is empty")));
        SourceItems items = new SourceItems(left::poll, closed::incrementAndGet);

        assertThat(items.next().id()).isEqualTo("a");
        assertThat(closed).hasValue(0);
        assertThat(items.hasNext()).isFalse();
        items.close();
        assertThat(closed).hasValue(1);
        SourceItems failing = new SourceItems(() -> {
            throw new IOException("datanode");
        });
        assertThatThrownBy(failing::hasNext).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theRestOfAnArchiveIsEstimatedFromWhatWasRead() {
        assertThat(SourceFailure.rest("a", "", 10, 1_000, 3_000).lost()).isEqualTo(20);
        assertThat(SourceFailure.rest("a", "", 0, 0, 1_000_000).lost()).isEqualTo(10);
        assertThat(SourceFailure.rest("a", "", 5, 1_000, 1_000).lost()).isEqualTo(1);
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> new SourceOptions("--from", 0, null, null, null, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("prepare.max-file-bytes must be >= 1 and < 2 GiB. Given: 0.");
        assertThatThrownBy(() -> new SourceOptions("--from", 1, null, null, "g", SourceOptions.groupPattern("x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("only one of prepare.group-column and prepare.group-by");
    }
}
