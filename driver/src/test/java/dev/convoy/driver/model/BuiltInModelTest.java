package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInModelTest {
    /** Trained parameters as the papers and other frameworks count them: without running statistics. */
    @ParameterizedTest
    @CsvSource({
        "lenet,          10, 1,  28,    431080, 500",
        "lenet,          10, 3,  32,    657080, 500",
        "vgg-small,      10, 3,  32,   2196810, 256",
        "vgg-small,      10, 1,  28,   1736906, 256",
        "resnet20,       10, 3,  32,    272474, 64",
        "resnet20,       10, 1,  28,    272186, 64",
        "resnet50,     1000, 3, 224,  25557032, 2048",
        "resnet50,       10, 3,  64,  23528522, 2048",
        "mobilenet-v1, 1000, 3, 224,   4231976, 1024",
        "mobilenet-v1,   10, 3,  32,   3217226, 1024",
    })
    void hasTheParametersOfTheLiteratureForImagesOfAnySize(
            String name, int classes, int channels, int side, long trained, int features)
            throws UnsupportedLayerException {
        Model model = model(name, classes, new Shape(channels, side, side));
        long running = RunningStatistics.of(model).stream()
                .mapToLong(statistics -> 2L * statistics.channels())
                .sum();

        assertThat(model.parameters() - running).isEqualTo(trained);
        assertThat(NetworkCompiler.compile(model).parameters()).isEqualTo(model.parameters());
        assertThat(last(model, 1).output()).isEqualTo(new Shape(classes, 1, 1));
        assertThat(last(model, 2).output()).isEqualTo(new Shape(features, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "resnet20,      32, stage1-block3-relu 16×32×32, stage2-block1-conv1 32×16×16, stage3-block3-sum 64×8×8",
        "resnet20,      28, stage1-block3-relu 16×28×28, stage2-block1-conv1 32×14×14, stage3-block3-sum 64×7×7",
        "resnet50,     224, conv1 64×112×112, pool1 64×56×56, stage1-block3-relu 256×56×56",
        "resnet50,     224, stage2-block1-conv1 128×56×56, stage2-block1-conv2 128×28×28, stage4-block3-sum 2048×7×7",
        "mobilenet-v1, 224, conv1 32×112×112, block6-pointwise 512×14×14, block13-pointwise-relu 1024×7×7",
        "vgg-small,     28, stage1-conv2 64×28×28, stage2-pool 128×7×7, stage3-pool 256×3×3",
    })
    void hasTheShapesOfTheLiterature(String name, int side, String first, String second, String third) {
        Model model = model(name, 10, new Shape(3, side, side));

        assertThat(model.layers().stream().map(row -> row.name() + " " + row.output()))
                .containsAll(Arrays.asList(first, second, third));
    }

    private static Model model(String name, int classes, Shape input) {
        return Model.of(BuiltInModel.named(name).orElseThrow().configuration(classes), input);
    }

    private static LayerInfo last(Model model, int fromTheEnd) {
        return model.layers().get(model.layers().size() - fromTheEnd);
    }
}
