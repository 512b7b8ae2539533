package dev.convoy.driver.ml;

import dev.convoy.driver.report.Json;
import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Normalization;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.nd4j.linalg.api.buffer.DataType;
import scala.Option;

/** The folder of a saved model; {@link ConvoyClassificationModel} says what is in it. */
record ModelFiles(FileSystem files, Path folder) {
    private static final int FORMAT = 1;
    private static final String NETWORK = "network.json";
    private static final String PARAMETERS = "parameters.bin";
    private static final String FITTED = "fitted.json";

    /**
     * What goes with network and parameters.
     *
     * @param shape of one example
     * @param type of the parameters, as ND4J names it
     * @param checksum CRC32C of the parameters' file
     */
    private record Fitted(int format, Shape shape, Normalization normalization, String type, long checksum) {}

    private static ModelFiles of(String model, Configuration hadoop) throws IOException {
        Path folder = new Path(model, "data");
        return new ModelFiles(folder.getFileSystem(hadoop), folder);
    }

    private void write(FittedNetwork model) throws IOException {
        write(NETWORK, model.network().configuration().toJson().getBytes(StandardCharsets.UTF_8));
        CRC32C sum = new CRC32C();
        try (OutputStream out = new CheckedOutputStream(files.create(new Path(folder, PARAMETERS)), sum)) {
            model.parameters().writeTo(out);
        }
        Fitted fitted = new Fitted(
                FORMAT,
                model.network().input(),
                model.normalization(),
                model.parameters().type().name(),
                sum.getValue());
        write(FITTED, Json.pretty(fitted));
    }

    private FittedNetwork read() throws IOException {
        try {
            Fitted fitted = Json.reader(Fitted.class).readValue(bytes(FITTED));
            Model network = Model.fromJson(new String(bytes(NETWORK), StandardCharsets.UTF_8), fitted.shape());
            return new FittedNetwork(network, fitted.normalization(), parameters(fitted, network));
        } catch (FileNotFoundException | EOFException e) {
            throw damaged(e.getMessage());
        }
    }

    private FlatVector parameters(Fitted fitted, Model network) throws IOException {
        DataType type = DataType.valueOf(fitted.type());
        int bytes = Math.toIntExact(network.parameters() * type.width());
        CRC32C sum = new CRC32C();
        try (InputStream in = new CheckedInputStream(files.open(new Path(folder, PARAMETERS)), sum)) {
            FlatVector parameters = FlatVector.readFrom(in, type, bytes);
            if (in.read() >= 0 || sum.getValue() != fitted.checksum()) {
                throw damaged(PARAMETERS + " is not as it was written");
            }
            return parameters;
        }
    }

    private void write(String name, byte[] bytes) throws IOException {
        try (OutputStream out = files.create(new Path(folder, name))) {
            out.write(bytes);
        }
    }

    private byte[] bytes(String name) throws IOException {
        try (InputStream in = files.open(new Path(folder, name))) {
            return in.readAllBytes();
        }
    }

    private InvalidInput damaged(String what) {
        return new InvalidInput("a saved model must be whole", folder + ": " + what, "Save it again.");
    }

    /** Writes the metadata last: without it a folder is no model. */
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
                ModelFiles.of(path, sc().hadoopConfiguration()).write(fitted);
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
