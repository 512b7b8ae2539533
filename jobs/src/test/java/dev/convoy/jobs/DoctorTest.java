package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.driver.dataset.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb {@code doctor} on real files, without a cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorTest {
    @TempDir
    private static Path folder;

    /** Writes IDX files, and a dataset with two copies: one with other classes, and one with a shard cut short. */
    @BeforeAll
    void writeData() throws IOException {
        ColouredImages.write(folder.resolve("images"));
        VerbRun prepared = VerbRun.of("local[2]", List.of("prepare", "--from", at("images"), "--to", at("coloured")));
        assertThat(prepared.code()).as(prepared.error()).isZero();
        FileUtils.copyDirectory(
                folder.resolve("coloured").toFile(), folder.resolve("pink").toFile());
        Path manifest = folder.resolve("pink/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"red\"", "\"pink\""));
        FileUtils.copyDirectory(
                folder.resolve("coloured").toFile(), folder.resolve("cut").toFile());
        Files.write(folder.resolve("cut/test/part-00000.parquet"), new byte[] {1, 2, 3});
        IdxFiles.writeAll(Files.createDirectory(folder.resolve("idx")), 200, 50, 28, 10, 1);
        Files.writeString(folder.resolve("file"), "not a folder");
        Files.createDirectory(folder.resolve("owned"));
        Files.writeString(folder.resolve("owned/run.json"), "{\"identity\": {\"train.seed\": \"7\"}}");
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void theFirstCommandOfTheReadmeHasNoFinding() {
        String sample =
                Submission.HOME.resolve("jobs/data/fashion-mnist-sample").toString();
        VerbRun healthy = VerbRun.of("local[2,8]", List.of("doctor", "-D", "data.train=" + sample));

        assertThat(healthy.error()).isEmpty();
        assertThat(healthy.out()).isEqualTo("no findings\n");
        assertThat(healthy.code()).isZero();
        assertThat(Path.of("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.train=/nowhere           | error job-input   | Check the path",
                "data.train=@idx model=alexnet | error job-input   | Check the name.",
                "data.train=@coloured          | error job-input   | -D data.image-size=224.",
                "data.train=@coloured data.image-size=16 data.test=@pink | error job-input | Check data.train and data.test.",
                "data.train=@coloured data.image-size=16 train.batch-size=8 kernel.engine=mkl | error job-input | Use auto",
                "data.train=@idx spark.driver.maxResultSize=1k | error job-input | --conf spark.driver.maxResultSize=0 ",
                "data.train=@idx spark.eventLog.enabled=true spark.eventLog.dir=/nowhere | error event-log | --conf spark.eventLog.enabled=false",
                "data.train=@cut data.image-size=16 train.batch-size=8 | error data-shards | Copy the dataset again",
                "data.train=@idx run.dir=@file/run | error run-folder | Give another folder",
                "data.train=@idx run.dir=@owned | error run-folder | -D run.dir=FOLDER",
                "data.train=@idx train.updater=adam train.learning-rate=1 | warning train-rate-high | -D train.learning-rate=0.001",
                "data.train=@idx train.batch-size=150 | warning train-batch | -D train.batch-size=10",
                "data.train=@idx spark.kryo.registrationRequired=true spark.serializer=org.apache.spark.serializer.KryoSerializer | error kryo-registration | registrationRequired=false",
                "data.train=@idx spark.task.cpus=4 | error task-cpus | --conf spark.task.cpus=2",
            })
    void eachMistakeIsFoundWithItsRemedy(String settings, String found, String remedy) throws IOException {
        VerbRun run = verb("doctor", settings, "--json");

        JsonNode findings = new ObjectMapper().readTree(run.out());
        assertThat(findings).as(run.out() + run.error()).hasSize(1);
        JsonNode finding = findings.get(0);
        assertThat(finding.get("severity").asText() + " " + finding.get("check").asText())
                .isEqualTo(found);
        assertThat(finding.get("remedy").asText()).contains(remedy);
        assertThat(run.code()).isEqualTo(found.startsWith("error") ? 2 : 0);
    }

    /** A training stops at what only the doctor knows, and says what else there is. */
    @Test
    void aTrainingEndsAtTheFirstError() {
        VerbRun run = verb("train", "data.train=@idx spark.task.cpus=4 run.dir=@run spark.task.resource.gpu.amount=2");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.error().strip())
                .startsWith("error: an executor must have the cores of a task, spark.task.cpus. Given: 2 cores")
                .endsWith("There are 2 other findings: the verb doctor with the same options lists all.")
                .doesNotContain("\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aTrainingPrintsWarningsAndGoesOn() {
        VerbRun run = verb("train", "data.train=@idx train.batch-size=150 train.epochs=1 run.dir=@warned");

        assertThat(run.code()).as(run.error()).isZero();
        assertThat(run.out())
                .containsOnlyOnce("warning: ")
                .startsWith("warning: train.workers times train.batch-size should be at most the number of training"
                        + " images. Given: 2 × 150 = 300, and 200 images. Set -D train.batch-size=10,");
    }

    /** @param settings {@code key=value}, of Spark or of the job; {@code @} stands for the test's folder */
    private static VerbRun verb(String verb, String settings, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(List.of(options));
        Map<String, String> keys = Stream.of(settings.split(" "))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].replace("@", folder + "/")));
        Map<Boolean, List<String>> ofSpark =
                keys.keySet().stream().collect(Collectors.partitioningBy(key -> key.startsWith("spark.")));
        ofSpark.get(false).forEach(key -> arguments.addAll(List.of("-D", key + "=" + keys.get(key))));
        ofSpark.get(true).forEach(key -> System.setProperty(key, keys.get(key)));
        try {
            return VerbRun.of("local[2]", arguments);
        } finally {
            ofSpark.get(true).forEach(System::clearProperty);
        }
    }
}
