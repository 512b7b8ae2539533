package dev.convoy.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    private Path folder;

    /** Such a zip has no convoy.json. */
    @Test
    void aZipOfDeeplearning4jForGrayImagesIsRead() throws IOException {
        Path zip = folder.resolve("gray.zip");
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(3).build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
        network.init();
        ModelSerializer.writeModel(network, zip.toFile(), false);
        JobConfig config = new ConfigLoader().load(Optional.empty(), List.of("data.image-size=6"));

        TrainedNetwork read = new ModelFile(zip.toString()).read(config, 3, new Configuration());

        assertThat(read.model().input()).isEqualTo(new Shape(1, 6, 6));
    }
}
