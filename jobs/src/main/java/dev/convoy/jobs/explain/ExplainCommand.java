package dev.convoy.jobs.explain;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.explain.ExplainPage;
import dev.convoy.driver.explain.ExplainedNetwork;
import dev.convoy.driver.explain.Explainer;
import dev.convoy.driver.explain.Explanation;
import dev.convoy.driver.explain.NetworkImage;
import dev.convoy.driver.run.Redaction;
import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.NetworkOptions;
import dev.convoy.jobs.job.OutputFile;
import dev.convoy.jobs.job.TrainedNetwork;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code explain}: a page that shows a trained network at work on a person's own images. Starts no Spark job. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Writes a page that shows a trained model at work on images; without a model, what a convolution"
                + " is.")
public final class ExplainCommand implements Callable<Integer> {
    /** Channels of the images of a model whose file does not say it. */
    private static final int COLOUR = 3;

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private NetworkOptions network;

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description = "One image, a folder of images or of a folder per class, or whatever else prepare reads")
    private String images;

    @Option(names = "--max-images", defaultValue = "4", paramLabel = "N", description = "Images on the page (4)")
    private int most;

    @Option(
            names = "--compare",
            paramLabel = "PATH",
            description = "Another run's folder, one of a run's checkpoints, or a trained model's file")
    private String compare;

    @Option(names = "--out", required = true, paramLabel = "FILE.html", description = "File to write, any Hadoop path")
    private String out;

    @Mixin
    private JobOptions options;

    @Override
    public Integer call() throws Exception {
        explain(options.load(), System.out);
        return 0;
    }

    private void explain(JobConfig config, PrintStream console) throws IOException {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        OutputFile target = OutputFile.of("--out", out, hadoop);
        if (network == null) {
            requireAlone();
            write(ExplainPage.html(Optional.empty()), target, "what a convolution is", console);
            return;
        }
        if (images == null) {
            throw new InvalidInputException(
                    "--images must be given with a model", "null", "Name a folder of images, or one image.");
        }
        if (most < 1) {
            throw new InvalidInputException("--max-images must be >= 1", most, "Leave it out, or try 4.");
        }
        TrainedNetwork trained = network.read(config, COLOUR, hadoop);
        Explainer explainer = Explainer.with(config.kernel().engine());
        ExplainedNetwork explained = explained(trained);
        Optional<ExplainedNetwork> other = compare == null
                ? Optional.empty()
                : Optional.of(explained(NetworkOptions.read("--compare", compare, config, COLOUR, hadoop)));
        ImageReader reader = new ImageReader(images, hadoop);
        List<NetworkImage> all = reader.read(trained);
        List<NetworkImage> chosen = new ImageChoice(most).of(all, explainer.outputs(explained, all));
        Explanation page = explainer.explain(explained, other, chosen);
        reader.unreadable().ifPresent(line -> console.println(Redaction.of(line)));
        page.notes().forEach(console::println);
        String content =
                String.format(Locale.ROOT, "%d of %d images, %s", page.images().size(), all.size(), trained.origin());
        write(ExplainPage.html(Optional.of(page)), target, content, console);
    }

    private void requireAlone() {
        if (images != null || compare != null) {
            throw new InvalidInputException(
                    "--run or --model must be given with --images and --compare",
                    images == null ? compare : images,
                    "Name a trained model, or leave the images out for the first chapter alone.");
        }
    }

    private static ExplainedNetwork explained(TrainedNetwork trained) {
        try {
            return new ExplainedNetwork(
                    Redaction.of(trained.origin()),
                    NetworkCompiler.compile(trained.model()),
                    trained.parameters(),
                    trained.knownNormalization(),
                    trained.classes());
        } catch (UnsupportedLayerException e) {
            throw new InvalidInputException(
                    "explain needs a model that Convoy's own kernels compute",
                    e.getMessage(),
                    "Replace that layer; the engine nd4j still trains the model as it is.",
                    e);
        }
    }

    private static void write(byte[] page, OutputFile target, String content, PrintStream console) throws IOException {
        target.write(to -> to.write(page));
        console.println(Redaction.of(
                String.format(Locale.ROOT, "wrote %s (%.1f MB): %s", target.path(), page.length / 1e6, content)));
    }
}
