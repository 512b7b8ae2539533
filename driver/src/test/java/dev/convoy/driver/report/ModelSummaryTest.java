package dev.convoy.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import org.junit.jupiter.api.Test;

class ModelSummaryTest {
    @Test
    void aGraphsVertexNamesWhatItReadsIfThatIsNotTheLineAbove() {
        Model resnet = Model.of(BuiltInModel.RESNET20.configuration(10), new Shape(3, 32, 32));

        assertThat(ModelSummary.of(resnet).replaceAll(" +", " ").lines())
                .contains(
                        "(image) 3×32×32 ",
                        "conv1 ConvolutionLayer 16×32×32 432",
                        "stage1-block1-sum ElementWiseVertex 16×32×32 0 from stage1-block1-conv2-norm, conv1-relu",
                        "stage2-block1-conv1-norm BatchNormalization 32×16×16 128 from stage2-block1-conv1",
                        " 274,042")
                .anyMatch(line -> line.endsWith(" from stage1-block3-relu"));
    }

    @Test
    void aSequenceNamesNoInputs() {
        Model lenet = Model.of(BuiltInModel.LENET.configuration(10), new Shape(1, 28, 28));

        assertThat(ModelSummary.of(lenet)).contains("431,080").doesNotContain("from");
    }
}
