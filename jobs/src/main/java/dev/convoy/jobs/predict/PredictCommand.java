package dev.convoy.jobs.predict;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.predict.PredictionInput;
import dev.convoy.driver.predict.PredictionResult;
import dev.convoy.driver.run.Redaction;
import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.NetworkOptions;
import dev.convoy.jobs.job.TrainedNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code predict}: the most probable classes of each image, as Parquet; of a single image, on the console. */
@Command(name = "predict", mixinStandardHelpOptions = true, description = "Predicts the classes of images.")
public final class PredictCommand implements Callable<Integer> {
    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "A prepared dataset, whatever prepare reads, a folder of images without labels, or one image")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder of the predictions, which must not exist; needed for more than one image")
    private String out;

    @Option(names = "--top", defaultValue = "5", paramLabel = "K", description = "Classes for each image (5)")
    private int top;

    @Mixin
    private JobOptions options;

    @Override
    public Integer call() throws Exception {
        predict(options.load(), System.out);
        return 0;
    }

    private void predict(JobConfig config, PrintStream console) throws IOException {
        if (top < 1) {
            throw new InvalidInputException("--top must be >= 1", top, "Leave it out, or try 5.");
        }
        NetworkJob job = new NetworkJob(config, "predict");
        Configuration hadoop = job.hadoop();
        NetworkJob.Output output = output(hadoop);
        PredictionInput input = PredictionInput.any("--data", data, hadoop);
        TrainedNetwork trained = network.read(config, input.channels(), hadoop);
        PredictionResult result = job.run(trained, input, List.of(), output);
        if (result.unreadable() > 0) {
            console.println("not all files could be read: " + unreadable(result));
        }
        if (result.images() == 1) {
            console.println(result.first().orElseThrow());
        }
        output.folder()
                .ifPresent(folder -> console.println(Redaction.of(String.format(
                        Locale.ROOT,
                        "wrote the predictions of %,d images to %s, by %s",
                        result.images(),
                        folder,
                        trained.origin()))));
    }

    private void requireImages(PredictionResult result) {
        if (result.images() == 0) {
            throw new InvalidInputException(
                    "--data must have images that can be read",
                    data + " with " + unreadable(result),
                    "Check the path and the files.");
        }
        if (out == null && result.images() > 1) {
            throw needsOut(String.format(Locale.ROOT, "%,d images in %s", result.images(), data));
        }
    }

    private static InvalidInputException needsOut(String given) {
        return new InvalidInputException("--out must be given for more than one image", given, "Add --out FOLDER.");
    }

    private static String unreadable(PredictionResult result) {
        return String.format(
                Locale.ROOT,
                "%,d that cannot, such as %s",
                result.unreadable(),
                String.join(", ", result.unreadableExamples()));
    }

    private NetworkJob.Output output(Configuration hadoop) throws IOException {
        UserPath given = UserPath.of("--data", data, hadoop);
        if (out == null) {
            if (given.isFolder()) {
                throw needsOut("a folder as --data");
            }
            return new NetworkJob.Output(given.files(), Optional.empty(), top, this::requireImages);
        }
        UserPath target = UserPath.of("--out", out, hadoop);
        if (target.files().exists(target.path()) && !isEmptyFolder(target)) {
            throw new InvalidInputException(
                    "--out must name a folder that does not exist yet",
                    target.path(),
                    "Give another name, or remove it first.");
        }
        return new NetworkJob.Output(target.files(), Optional.of(target.path()), top, this::requireImages);
    }

    private static boolean isEmptyFolder(UserPath path) throws IOException {
        FileStatus status = path.files().getFileStatus(path.path());
        return status.isDirectory() && path.files().listStatus(path.path()).length == 0;
    }
}
