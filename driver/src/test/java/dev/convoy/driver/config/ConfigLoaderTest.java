package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.AveragingFrequency.Phase;
import dev.convoy.kernel.Precision;
import dev.convoy.learning.RateSchedule;
import dev.convoy.worker.StepRule;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreThoseOfReferenceConf() {
        JobConfig config = load();

        assertThat(config.model()).isEqualTo("lenet");
        assertThat(config.train().averaging().workers()).isEqualTo(2);
        assertThat(config.kernel().precision()).isEqualTo(Precision.FLOAT32);
        assertThat(config.train().labelSmoothing()).isZero();
        assertThat(config.data().test()).isEqualTo(config.data().train());
        assertThat(config.run().dir()).isEmpty();
    }

    @Test
    void anOverrideWinsOverTheFileAndTheFileOverTheDefaults() throws IOException {
        File file = Files.writeString(folder.resolve("job.conf"), "convoy { train { epochs = 7, workers = 3 } }")
                .toFile();
        JobConfig config = new ConfigLoader().load(Optional.of(file), List.of("train.epochs=9"));

        assertThat(config.train().epochs()).isEqualTo(9);
        assertThat(config.train().averaging().workers()).isEqualTo(3);
        assertThat(config.text()).contains("epochs").contains("9");
    }

    @Test
    void tasksOfARoundAreCounted() {
        assertThat(load("train.workers=9", "train.workers-per-task=4")
                        .train()
                        .averaging()
                        .taskCount())
                .isEqualTo(3);
        assertThat(load("train.workers=9", "train.workers-per-task=4", "train.gpu-workers=5")
                        .train()
                        .averaging()
                        .taskCount())
                .as("two with a GPU, and four without")
                .isEqualTo(6);
    }

    /** What reference.conf says for null. */
    @Test
    void anOverrideWithNullTakesAValueBack() throws IOException {
        File file = Files.writeString(
                        folder.resolve("job.conf"),
                        "convoy { train { ema = 0.99, weight-decay = 1e-4, class-weights { cat = 2 } }, run.dir = here }")
                .toFile();
        JobConfig config = new ConfigLoader()
                .load(
                        Optional.of(file),
                        List.of(
                                "train.ema=null",
                                "train.weight-decay=null",
                                "train.class-weights=null",
                                "run.dir=null"));

        assertThat(config.train().learning()).isEqualTo(load().train().learning());
        assertThat(config.train().balance()).isEqualTo(load().train().balance());
        assertThat(config.run().dir()).isEmpty();
    }

    @Test
    void listsOfNormalizationAreRead() {
        assertThat(load("data.normalization.mean=[1, 2.5]", "data.normalization.deviation=[3, 4]")
                        .data()
                        .images()
                        .normalization())
                .isEqualTo(load("data.normalization={mean: [1, 2.5], deviation: [3, 4]}")
                        .data()
                        .images()
                        .normalization());
    }

    @Test
    void aWeightOfAClassWithAnyNameIsRead() {
        assertThat(load("train.class-weights.\"c++\"=2")
                        .train()
                        .balance()
                        .weights()
                        .byName())
                .containsExactly(Map.entry("c++", 2.0));
    }

    @Test
    void imagesAreMixedOnlyInMinibatchesOfSeveral() {
        assertThatThrownBy(() -> load("train.augment=[{mixup: 0.2}]", "train.batch-size=1", "train.accumulation=32"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "mixup and cutmix mix the images of a minibatch, so train.batch-size must be >= 2. Given: 1.");
    }

    @Test
    void anHdfsPathIsTakenAsItIs() {
        assertThat(load("data.train=hdfs://name:8020/images").data().train()).isEqualTo("hdfs://name:8020/images");
    }

    /** By epochs of 10 steps, in a run of 6 epochs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=constant,warmup=5 steps              | 0: 0.2, 4: 1, 59: 1",
                "type=step,milestones=[2.5],factor=0.5     | 24: 1, 25: 0.5, 60: 0.5",
                "type=step,milestones=[1, 4],warmup=1      | 4: 0.5, 9: 1, 10: 0.1, 39: 0.1, 40: 0.01",
                "type=cosine                               | 0: 1, 30: 0.5, 60: 0, 70: 0",
                "type=cosine,warmup=2 epochs,end=0.5       | 19: 1, 20: 1, 40: 0.75, 60: 0.5",
                "type=cosine,epochs=3                      | 15: 0.5, 30: 0, 60: 0",
                "type=polynomial                           | 0: 1, 15: 0.75, 60: 0",
                "type=polynomial,power=2,warmup=20 steps   | 9: 0.5, 20: 1, 40: 0.25",
                "type=one-cycle,peak=0.5                   | 0: 0.04, 29: 1, 59: 0.000004",
            })
    void schedulesAreReadInEpochsAndSteps(String keys, String rates) {
        String[] overrides = Arrays.stream(keys.strip().split(",(?! )"))
                .map(key -> "train.schedule." + key)
                .toArray(String[]::new);
        RateSchedule schedule =
                load(overrides).train().learning().schedule().schedule(10, 6).orElseThrow();
        for (String rate : rates.split(",", -1)) {
            String[] pair = rate.split(":", 2);
            assertThat(schedule.valueAt(Integer.parseInt(pair[0].strip()), 0))
                    .isEqualTo(Double.parseDouble(pair[1]), within(1e-9));
        }
    }

    @Test
    void aWarmUpMustEndBeforeTheSchedule() {
        ScheduleChoice schedule = load("train.schedule.type=cosine", "train.schedule.warmup=60 steps")
                .train()
                .learning()
                .schedule();
        assertThatThrownBy(() -> schedule.schedule(10, 6))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "train.schedule.warmup must be shorter than the schedule, 60 steps. Given: 60 steps.");
    }

    @Test
    void aMilestoneMustNotBeBeforeTheEndOfTheWarmUp() {
        ScheduleChoice schedule = load(
                        "train.schedule.type=step",
                        "train.schedule.milestones=[3, 8]",
                        "train.schedule.warmup=5 epochs")
                .train()
                .learning()
                .schedule();
        assertThatThrownBy(() -> schedule.schedule(10, 9))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.schedule.milestones must not be before the end of the warm-up."
                        + " Given: [3.0, 8.0] with train.schedule.warmup=5.0 epochs.");
    }

    /** A finished run may have more epochs if its schedule does not follow from their number. */
    @ParameterizedTest
    @CsvSource({
        "type=cosine,            'cosine, train.schedule.epochs=6', 'cosine, train.schedule.epochs=9'",
        "'type=cosine,epochs=6', 'cosine, train.schedule.epochs=6', 'cosine, train.schedule.epochs=6'",
        "'type=step,milestones=[2]', step, step",
        "type=constant, constant, constant",
    })
    void onlySchedulesThatEndBelongToANumberOfEpochs(String keys, String six, String nine) {
        String[] overrides = Arrays.stream(keys.split(",", -1))
                .map(key -> "train.schedule." + key)
                .toArray(String[]::new);
        ScheduleChoice schedule = load(overrides).train().learning().schedule();
        assertThat(schedule.identity(6)).hasValue(six);
        assertThat(schedule.identity(9)).hasValue(nine);
    }

    @Test
    void aMomentumOfOneOrMoreIsAnError() {
        assertThatThrownBy(() -> load("train.updater=lars", "train.momentum=1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.momentum must be >= 0 and < 1. Given: 1.0.");
    }

    @Test
    void rateAndDecayAreRead() {
        UpdaterChoice updater = load(
                        "train.updater=adamw",
                        "train.learning-rate=0.01",
                        "train.weight-decay=0.05",
                        "train.workers=8",
                        "train.scale-learning-rate=true")
                .train()
                .learning()
                .updater();
        assertThat(updater)
                .isEqualTo(new UpdaterChoice(
                        "adamw", OptionalDouble.of(0.01), OptionalDouble.empty(), OptionalDouble.of(0.05), 8));
        assertThat(load().train().learning().updater()).isEqualTo(UpdaterChoice.OWN);
        assertThat(load().train().learning().step()).isEqualTo(StepRule.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "learning-rate, -1",
        "learning-rate, NaN",
        "learning-rate, Infinity",
        "momentum, -0.1",
        "momentum, 1",
        "momentum, NaN",
    })
    void theOuterOptimizersNumbersAreChecked(String key, String value) {
        assertThatThrownBy(() -> load("train.outer.optimizer=nesterov", "train.outer." + key + "=" + value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.outer." + key + " must be >")
                .hasMessageContaining("Given: " + Double.parseDouble(value));
    }

    @Test
    void theOuterOptimizerIsRead() {
        JobConfig.Train train = load(
                        "train.outer.optimizer=nesterov",
                        "train.outer.momentum=0.25",
                        "train.averaging-warmup-rounds=7")
                .train();

        assertThat(train.averaging().outer().name()).isEqualTo("nesterov");
        assertThat(train.averaging().outer().momentum()).hasValue(0.25);
        assertThat(train.averaging().outer().learningRate()).isEmpty();
        assertThat(train.averaging().warmupRounds()).isEqualTo(7);
        assertThat(load().train().averaging().outer().name()).isEqualTo("average");
        assertThat(load().train().averaging().warmupRounds()).isZero();
    }

    @Test
    void theAveragingFrequencyIsANumberOrPhases() throws IOException {
        AveragingFrequency expected = new AveragingFrequency(List.of(new Phase(0, 1), new Phase(10, 16)));
        String phases = "[{from-epoch: 1, frequency: 1}, {from-epoch: 11, frequency: 16}]";
        File file = Files.writeString(
                        folder.resolve("phases.conf"), "convoy { train { averaging-frequency: " + phases + " } }")
                .toFile();
        ConfigLoader loader = new ConfigLoader();

        assertThat(load().train().averaging().frequency()).isEqualTo(AveragingFrequency.always(10));
        assertThat(load("train.averaging-frequency=" + phases)
                        .train()
                        .averaging()
                        .frequency())
                .isEqualTo(expected);
        assertThat(loader.load(Optional.of(file), List.of()).train().averaging().frequency())
                .isEqualTo(expected);
        // As a driver on another machine gets it.
        assertThat(loader.load(Optional.empty(), loader.resolve(file, List.of()).overrides())
                        .train()
                        .averaging()
                        .frequency())
                .isEqualTo(expected);
        assertThat(expected.text()).isEqualTo("1 from epoch 1, 16 from epoch 11");
    }

    @Test
    void thePreparationIsRead() throws IOException {
        Prepare defaults = load("train.seed=7").prepare();
        assertThat(defaults.seed()).isEqualTo(7);
        assertThat(defaults.splits().kind()).isEqualTo(Prepare.Splits.OWN);
        assertThat(defaults.output()).isEqualTo(new Prepare.Output(96_000_000, "auto", 0.001, 64 << 20));
        assertThat(defaults.stored().shortSide()).isEmpty();

        Map<String, Double> shares = Map.of("train", 0.8, "test", 0.2);
        File file = Files.writeString(folder.resolve("job.conf"), "convoy.prepare.splits { train = 0.8, test = 0.2 }")
                .toFile();
        assertThat(new ConfigLoader()
                        .load(Optional.of(file), List.of())
                        .prepare()
                        .splits()
                        .fractions())
                .isEqualTo(shares);
        for (String text : List.of("train=0.8,test=0.2", "{train: 0.8, test: 0.2}", "train: 0.8, test: 0.2")) {
            assertThat(load("prepare.splits=" + text).prepare().splits().fractions())
                    .isEqualTo(shares);
        }
        assertThat(load("prepare.splits.train=0.8", "prepare.splits.test=0.2")
                        .prepare()
                        .splits()
                        .fractions())
                .isEqualTo(shares);
        assertThat(load("prepare.splits=folders").prepare().splits().kind()).isEqualTo("folders");
        assertThat(load("prepare.raw=true", "prepare.size=20x30")
                        .prepare()
                        .stored()
                        .size())
                .contains(new Prepare.Size(20, 30));
        assertThat(load("prepare.shard-bytes=1 GiB").prepare().output().shardBytes())
                .isEqualTo(1 << 30);
    }

    @Test
    void theReportIsRead() {
        JobConfig.Report given = load(
                        "report.html=false", "report.tensorboard=true", "report.mlflow-uri=http://host:5000")
                .report();

        assertThat(given).isEqualTo(new JobConfig.Report(false, true, Optional.of(URI.create("http://host:5000"))));
        assertThat(load().report()).isEqualTo(new JobConfig.Report(true, false, Optional.empty()));
    }

    @Test
    void anAddressThatIsRefusedIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> load("report.mlflow-uri=ftp://writer:hunter2@host"))
                .hasMessageContaining("ftp://writer:*********(redacted)@host")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aClassMayBeNamedLikeASecret() {
        JobConfig config = load("train.class-weights.token=2", "train.class-weights.\"the password\"=3");

        assertThat(RecordedKeys.of(config.text()).all())
                .containsEntry("train.class-weights.token", "2")
                .containsEntry("train.class-weights.\"the password\"", "3");
    }

    @Test
    void commentsOfAFileHaveNoPasswords() throws IOException {
        File file = Files.writeString(
                        folder.resolve("job.conf"),
                        "convoy.data {\n# was ftp://me:hunter2@host/x, password=hunter3\ntrain = \"/images\" }")
                .toFile();

        assertThat(new ConfigLoader().load(Optional.of(file), List.of()).text())
                .contains("# was ftp://me:")
                .doesNotContain("hunter2")
                .doesNotContain("hunter3");
    }

    @Test
    void theTextHasNoPasswords() {
        JobConfig config = load(
                "data.train=ftp://reader:hunter2@host/images",
                "run.dir=ftp://writer:hunter2@host/run",
                "report.mlflow-uri=http://me:hunter2@host");

        assertThat(config.text()).doesNotContain("hunter2").contains("ftp://reader:*********(redacted)@host/images");
        assertThat(config.data().train()).contains("hunter2");
    }

    @Test
    void anUnknownKeyInAFileIsAnErrorToo() throws IOException {
        File file = Files.writeString(folder.resolve("job.conf"), "convoy.train.batchsize = 5")
                .toFile();

        assertThatThrownBy(() -> new ConfigLoader().load(Optional.of(file), List.of()))
                .hasMessageContaining("Did you mean train.batch-size?");
    }

    private static JobConfig load(String... overrides) {
        return new ConfigLoader().load(Optional.empty(), List.of(overrides));
    }
}
