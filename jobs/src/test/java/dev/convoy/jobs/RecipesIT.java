package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of conf/jobs, for two epochs on made-up images of the right shapes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipesIT {
    @TempDir
    private static Path folder;

    @BeforeAll
    void makeImages() throws IOException {
        IdxFiles.writeAll(Files.createDirectory(folder.resolve("grey")), 600, 100, 28, 10, 1);
        IdxFiles.writeAll(Files.createDirectory(folder.resolve("others")), 150, 60, 28, 5, 2);
        ColouredImages.write(folder.resolve("files"));
        run(List.of("prepare", "--from", folder + "/files", "--to", folder + "/coloured"));
    }

    private static void run(List<String> arguments) {
        VerbRun run = VerbRun.of("local[2]", arguments);
        assertThat(run.code()).as(run.error()).isZero();
    }

    private static Path train(String recipe, String name, String data, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("train", "--conf", "../conf/jobs/" + recipe + ".conf"));
        List<String> all = new ArrayList<>(
                List.of("data.train=" + folder.resolve(data), "run.dir=" + folder.resolve(name), "train.epochs=2"));
        all.addAll(List.of(settings));
        all.forEach(setting -> arguments.addAll(List.of("-D", setting)));
        run(arguments);
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fashion-lenet", "fashion-resnet20"})
    void ofFashionMnist(String recipe) {
        assertThat(train(recipe, recipe, "grey").resolve("model-ema.zip")).isNotEmptyFile();
    }

    @Test
    void ofCifar10() {
        assertThat(train("cifar10-resnet20", "cifar10", "coloured", "data.image-size=32")
                        .resolve("model.zip"))
                .isNotEmptyFile();
    }

    @Tag("matrix")
    @Test
    void ofImageNet() {
        assertThat(train("imagenet-resnet50", "imagenet", "coloured", "train.batch-size=1", "train.schedule.warmup=1")
                        .resolve("model.zip"))
                .isNotEmptyFile();
    }

    /** From a network for ten classes to one for five others. */
    @Test
    void ofFineTuning() throws IOException {
        MultiLayerNetwork trained = network(train("fashion-lenet", "trained", "grey"));
        MultiLayerNetwork head = network(train(
                "finetune",
                "head",
                "others",
                "model=" + folder.resolve("trained/model.zip"),
                "train.new-output=true",
                "train.freeze-until=conv2"));
        MultiLayerNetwork whole = network(train(
                "finetune",
                "whole",
                "others",
                "model=" + folder.resolve("head/model.zip"),
                "train.freeze-until=none",
                "train.learning-rate=0.002"));

        assertThat(weights(head, "conv1")).containsExactly(weights(trained, "conv1"));
        assertThat(weights(head, "conv2")).containsExactly(weights(trained, "conv2"));
        assertThat(weights(head, "dense")).isNotEqualTo(weights(trained, "dense"));
        assertThat(weights(whole, "conv1")).isNotEqualTo(weights(head, "conv1"));
        assertThat(whole.getLayer("output").numParams()).isEqualTo(500 * 5 + 5);
    }

    private static MultiLayerNetwork network(Path run) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(run.resolve("model.zip").toFile());
    }

    private static float[] weights(MultiLayerNetwork network, String layer) {
        return network.getLayer(layer).params().toFloatVector();
    }
}
