package dev.convoy.jobs.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest {
    private static final List<String> NUMBERED =
            IntStream.range(0, 12).mapToObj(Integer::toString).toList();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void numbersThatAreNamesAreMatchedAsNames() {
        List<String> byText = NUMBERED.stream().sorted().toList();

        assertThat(match(byText, NUMBERED)).containsExactly(0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void outputsWithoutNamesAreTakenInTheOrderOfTheDataset() {
        assertThat(match(List.of("cat", "dog"), List.of("0", "1"))).containsExactly(0, 1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("names no classes");
    }

    @Test
    void aClassThatTheNetworkDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> match(List.of("cat", "cow"), List.of("cat", "dog")))
                .hasMessageStartingWith("the dataset's classes must be among the 2 that the model knows. Given: cow.");
    }

    private List<Integer> match(List<String> data, List<String> network) {
        return EvaluateCommand.match(data, network, new PrintStream(out, true, StandardCharsets.UTF_8));
    }
}
