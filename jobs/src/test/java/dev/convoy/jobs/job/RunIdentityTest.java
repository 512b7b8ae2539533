package dev.convoy.jobs.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdentityTest {
    private static final Map<String, String> PLAIN = Map.of("train.seed", "42");
    private static final Map<String, String> NESTEROV = Map.of("train.seed", "42", "train.outer.optimizer", "nesterov");

    @TempDir
    private Path folder;

    @Test
    void aKeyThatOnlyOneSideHasIsADifference() throws IOException {
        assertThatThrownBy(() -> RunIdentity.requireSame(ownedBy(PLAIN), NESTEROV))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.outer.optimizer = unset, now nesterov");
        assertThatThrownBy(() -> RunIdentity.requireSame(ownedBy(NESTEROV), PLAIN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.outer.optimizer = nesterov, now unset");
        assertThatCode(() -> RunIdentity.requireSame(ownedBy(NESTEROV), NESTEROV))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"identity\": {\"model"})
    void aSummaryOfNoRunIsRefused(String json) throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        run.replace(RunSummary.FILE, json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> RunIdentity.requireSame(run, PLAIN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("run.dir must be new or have a run.json that says what it belongs to. Given: ");
    }

    private RunFolder ownedBy(Map<String, String> identity) throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        run.replace(RunSummary.FILE, Json.pretty(Map.of("identity", identity)));
        return run;
    }
}
