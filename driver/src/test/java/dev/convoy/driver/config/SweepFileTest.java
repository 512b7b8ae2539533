package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepFileTest {
    private static final String KEYS = "sweep.keys { train.seed = [1, 2] }\n";

    @TempDir
    private Path folder;

    @Test
    void keysMayBeQuotedOrNestedAndTheRestIsTheJobs() throws IOException {
        SweepFile file = read(
                """
                convoy { train { epochs = 6, updater = nesterovs } }
                sweep {
                  strategy = halving, rungs = [1, 3], trials = 4, seed = 9, concurrent = 2, metric = loss
                  keys {
                    "train.learning-rate" = {min = 0.001, max = 0.1, scale = log}
                    train { batch-size = [8, 16], augment = [[{pad-crop: 2}, flip], []] }
                  }
                }
                """,
                "train.workers=3");
        SweepSettings settings = file.settings();

        assertThat(settings.identity())
                .containsEntry("sweep.strategy", "halving")
                .containsEntry("sweep.trials", "4")
                .containsEntry("sweep.rungs", "[1, 3, 6]")
                .containsEntry("sweep.metric", "loss")
                .containsEntry(
                        "sweep.keys",
                        "{train.augment = [[{\"pad-crop\":2},\"flip\"], []], train.batch-size = [8, 16],"
                                + " train.learning-rate = {min = 0.001, max = 0.1, scale = log}}");
        for (Trial trial : settings.allTrials()) {
            JobConfig config = file.trial(trial, Optional.of("/sweep/trials/" + trial.name()));
            assertThat(config.train().epochs()).isEqualTo(6);
            assertThat(config.train().averaging().workers()).isEqualTo(3);
            assertThat(config.train().batchSize())
                    .isEqualTo(Integer.parseInt(trial.keys().get("train.batch-size")));
            assertThat(config.train().learning().updater().learningRate())
                    .hasValue(Double.parseDouble(trial.keys().get("train.learning-rate")));
            assertThat(config.data().images().augmentations().isEmpty())
                    .isEqualTo(trial.keys().get("train.augment").equals("[]"));
            assertThat(config.run().dir()).hasValue("/sweep/trials/" + trial.name());
        }
    }

    @Test
    void aKeyOfTheCommandLineOverridesTheFile() throws IOException {
        SweepFile file = read(KEYS + "sweep.strategy = random", "sweep.trials=2", "sweep.keys.train.seed=[3, 4, 5]");

        assertThat(file.settings().allTrials())
                .hasSize(2)
                .allSatisfy(trial -> assertThat(trial.keys().get("train.seed")).isIn("3", "4", "5"));
    }

    @Test
    void theWholeTrainingIsTheOnlyRungOfAGrid() throws IOException {
        SweepFile file = read("sweep.keys { train.epochs = [1, 2] }");

        assertThat(file.settings().rungs().count()).isEqualTo(1);
        assertThat(file.settings().allTrials())
                .extracting(trial -> file.trial(trial, Optional.empty()).train().epochs())
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "convoy.train.epochs = 2                          | a sweep's file must have a section sweep.",
                "sweep.keys { train.learning-rat = [1] }          | a key must be one of reference.conf's. Given: train.learning-rat. Did you mean train.learning-rate?",
                "sweep.keys { train.learnin-rate = {min = 1, max = 2} } | a key must be one of reference.conf's. Given: train.learnin-rate. Did you mean train.learning-rate?",
                "sweep.keys { train.seed = 1 }                    | a key of sweep.keys must have a list of values or a range {min, max, scale}. Given: train.seed = 1.",
                "sweep.keys { train.seed = [] }                   | a key of sweep.keys must have a list of values or a range",
                "sweep.keys { train.seed = [1, 1] }               | the values of a key of sweep.keys must differ, and none may be null. Given: train.seed = [1,1]. Remove 1.",
                "sweep.keys { train.freeze-until = [null] }       | the values of a key of sweep.keys must differ, and none may be null.",
                "sweep.keys { train.seed = {min = 1, max = 2, scal = log} } | a key of the section sweep must be known. Given: sweep.keys.train.seed.scal. Did you mean sweep.keys.train.seed.scale?",
                "sweep.keys { train.seed = {min = one, max = 2} } | sweep.keys.train.seed.min must be a number. Given: one.",
                "sweep.keys { train.seed = {min = 2, max = 1} }   | a range of sweep.keys must have min < max. Given: {min = 2.0, max = 1.0}.",
                "sweep.keys { train.seed = {min = 0, max = 1, scale = log} } | a range of sweep.keys with scale = log must have min > 0.",
                "sweep.keys { train.seed = {min = 0.5, max = 1, scale = int} } | a range of sweep.keys with scale = int must have whole min and max.",
                "sweep.keys { train.seed = {min = 0, max = 1, scale = ln} } | scale must be linear, log or int. Given: ln.",
                "sweep.keys { run.dir = [a, b] }                  | sweep.keys must name keys of a training. Given: run.dir.",
                "sweep { keys {} }                                | sweep.keys must name at least one key.",
                "sweep.strategi = grid                            | a key of the section sweep must be known. Given: sweep.strategi. Did you mean sweep.strategy?",
                "sweep { strategy = best, keys.train.seed = [1] } | sweep.strategy must be grid, random, halving or asha. Given: best.",
                "sweep { strategy = random, keys.train.seed = [1] } | sweep.trials must be set for strategy = random.",
                "sweep { trials = 1, keys.train.seed = [1] }      | sweep.trials must not be set for strategy = grid",
                "sweep { strategy = halving, keys.train.seed = [1] } | sweep.rungs must be set for strategy = halving.",
                "sweep { strategy = asha, keys.train.seed = [1] } | sweep.rungs must be set for strategy = asha.",
                "sweep { strategy = asha, rungs = [1], keys.train.epochs = [1] } | sweep.keys must not name train.epochs with strategy = asha",
                "sweep { rungs = [1], keys.train.seed = [1] }     | sweep.rungs needs strategy = halving or asha. Given: strategy = grid.",
                "sweep { strategy = halving, rungs = [1], keys.train.epochs = [1] } | sweep.keys must not name train.epochs with strategy = halving",
                "sweep { strategy = halving, rungs = {frist = 1, factor = 2}, keys.train.seed = [1] } | a key of the section sweep must be known. Given: sweep.rungs.frist. Did you mean sweep.rungs.first?",
                "sweep { metric = f1, keys.train.seed = [1] }     | sweep.metric must be accuracy or loss. Given: f1.",
                "sweep { concurrent = 0, keys.train.seed = [1] }  | sweep.concurrent must be >= 1. Given: 0.",
                "sweep { seed = x, keys.train.seed = [1] }        | sweep.seed must be a whole number. Given: x.",
                "sweep { trials = 1.5, strategy = random, keys.train.seed = [1] } | sweep.trials must be a whole number. Given: 1.5.",
                "sweep { strategy = asha, rungs = [1.5, 3], keys.train.seed = [1] } | sweep.rungs must be a list of whole numbers. Given: [1.5, 3.0].",
                "sweep { strategy = asha, rungs = {first = 1.5, factor = 2}, keys.train.seed = [1] } | sweep.rungs.first must be a whole number. Given: 1.5.",
                "sweep = 3                                        | the section sweep must be as docs/experiments.md describes it. Given: ",
                "train.epochs = 2                                 | a key must be one of reference.conf's. Given: train.epochs.",
            })
    void wrongInputIsNamed(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    private SweepFile read(String content, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("sweep.conf"), content);
        return new SweepFile(file.toFile(), List.of(overrides));
    }
}
