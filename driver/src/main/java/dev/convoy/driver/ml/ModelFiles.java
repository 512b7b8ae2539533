package dev.convoy.driver.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.model.SavedWeights;
import dev.convoy.driver.run.Json;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** The folder of a saved model; {@link ConvoyClassificationModel} describes its content. */
record ModelFiles(Path folder, Configuration hadoop) {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);
    private static final int FORMAT = 1;
    private static final String NETWORK = "model.zip";
    private static final String FITTED = "fitted.json";

    /**
     * The content of {@code fitted.json}, which belongs to the network.
     *
     * @param shape shape of one example
     * @param type type of the parameters, by ND4J's name
     * @param labels names of the classes; null in files of older versions
     */
    private record Fitted(
            int format, Shape shape, int classes, Normalization normalization, DataType type, List<String> labels) {
        Fitted {
            require("shape", shape != null);
            require("type", type != null);
            require("normalization", normalization != null && normalization.isUsable(shape.channels()));
        }

        private static void require(String what, boolean right) {
            if (!right) {
                throw new IllegalArgumentException(what + " is missing or wrong");
            }
        }
    }

    private static ModelFiles of(String model, Configuration hadoop) {
        return new ModelFiles(new Path(model, "data"), hadoop);
    }

    private void write(FittedNetwork fitted, Precision precision) throws IOException {
        FileSystem files = folder.getFileSystem(hadoop);
        try (OutputStream out = files.create(new Path(folder, NETWORK))) {
            fitted.description()
                    .write(fitted.inDeeplearning4j(precision), false, out)
                    .forEach(LOG::warn);
        }
        Fitted description = new Fitted(
                FORMAT,
                fitted.network().input(),
                fitted.network().outputs(),
                fitted.normalization(),
                fitted.parameters().type(),
                fitted.labels());
        try (OutputStream out = files.create(new Path(folder, FITTED))) {
            out.write(Json.pretty(description));
        }
    }

    private FittedNetwork read() throws IOException {
        Fitted fitted;
        Path path = new Path(folder, FITTED);
        try (InputStream in = folder.getFileSystem(hadoop).open(path)) {
            fitted = Json.reader(Fitted.class).readValue(in);
        } catch (JsonProcessingException | FileNotFoundException | ChecksumException e) {
            String why = e.getMessage().lines().findFirst().orElse("");
            throw new InvalidInputException(
                    "a saved model must be whole", path + " (" + why + ")", "Save it again.", e);
        }
        if (fitted == null || fitted.format() != FORMAT) {
            throw new InvalidInputException(
                    "a saved model must be whole and of format " + FORMAT,
                    (fitted == null ? "null" : fitted.format()) + " in " + path,
                    "Save it again.");
        }
        // Qualified, so that Convoy and Spark resolve it on the same file system.
        Path network = folder.getFileSystem(hadoop).makeQualified(new Path(folder, NETWORK));
        ModelRequest request = ModelRequest.of(network.toString(), fitted.type(), 0);
        LoadedModel loaded = ModelLoader.load(request, fitted.shape(), fitted.classes(), hadoop);
        SavedWeights weights = loaded.weights()
                .orElseThrow(() -> new InvalidInputException(
                        "a saved model must have its weights", loaded.notes(), "Save it again."));
        // Older versions wrote no description into the zip.
        boolean described = loaded.description().image() != null;
        ModelDescription description = new ModelDescription(
                fitted.shape(),
                described ? loaded.description().normalization() : fitted.normalization(),
                fitted.labels() == null || fitted.labels().isEmpty() ? null : fitted.labels(),
                null,
                null);
        return new FittedNetwork(loaded.model(), description, weights.parameters());
    }

    /** Writes the metadata last: a folder without metadata is not a model. */
    static final class Writer extends MLWriter {
        private final ConvoyClassificationModel model;
        private final FittedNetwork fitted;

        Writer(ConvoyClassificationModel model, FittedNetwork fitted) {
            this.model = model;
            this.fitted = fitted;
        }

        @Override
        public void saveImpl(String path) {
            try {
                ModelFiles.of(path, sc().hadoopConfiguration()).write(fitted, Precision.of(model.getPrecision()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            DefaultParamsWriter.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
        }
    }

    static final class Reader extends MLReader<ConvoyClassificationModel> {
        @Override
        public ConvoyClassificationModel load(String path) {
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader.loadMetadata(path, sc(), ConvoyClassificationModel.class.getName());
            try {
                FittedNetwork fitted =
                        ModelFiles.of(path, sc().hadoopConfiguration()).read();
                ConvoyClassificationModel model = new ConvoyClassificationModel(metadata.uid(), fitted);
                metadata.getAndSetParams(model, Option.empty());
                return model;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
