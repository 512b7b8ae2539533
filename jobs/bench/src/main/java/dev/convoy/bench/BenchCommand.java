package dev.convoy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.convoy.bench.check.BuiltInCases;
import dev.convoy.bench.check.GpuCheckOptions;
import dev.convoy.bench.data.AugmentBench;
import dev.convoy.bench.data.DataBench;
import dev.convoy.bench.data.JpegFiles;
import dev.convoy.bench.rounds.RoundsBench;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.run.Json;
import dev.convoy.jobs.AddedVerb;
import dev.convoy.jobs.ExitCode;
import dev.convoy.jobs.job.JobOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures {@code kernels}, {@code layers}, {@code gpu}, {@code data}, {@code train}, {@code memory}, {@code fits}, {@code rounds} or
 * {@code dl4j-spark}.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures speed side by side.")
public final class BenchCommand implements AddedVerb {
    /** Files that are drawn: more than a processor's caches hold. */
    private static final int DRAWN = 200;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench needs a benchmark: kernels, layers, gpu, data, train, memory, fits, rounds or dl4j-spark");
    }

    @Command(name = "kernels", description = "Gradient + update: onednn, its primitives alone, and Deeplearning4j.")
    void kernels(
            @Option(names = "--model", description = "Built-in models to measure; the standard ones if none is named")
                    List<String> models,
            @Option(names = "--alone", description = "Leaves Deeplearning4j out") boolean alone,
            @Option(names = "--out", defaultValue = "runs/bench-kernels.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        List<KernelsCase> cases = KernelsCase.of(models == null ? List.of() : models);
        write(new KernelsBench(System.out).run(cases, !alone), out);
    }

    @Command(name = "layers", description = "Single layers, by JMH: onednn and Deeplearning4j.")
    void layers(
            @Option(names = "--layer", description = "A layer of LayerBenchmark; all if none is named")
                    List<String> layers)
            throws RunnerException {
        // Runs in this process, because JMH's forks would not have Spark's class loader.
        ChainedOptionsBuilder options =
                new OptionsBuilder().include(LayerBenchmark.class.getName()).forks(0);
        if (layers != null) {
            options.param("layer", layers.toArray(String[]::new));
        }
        new Runner(options.build()).run();
    }

    @Command(
            name = "gpu",
            description = "A worker's round with cudnn on the first GPU, and with onednn on all cores; or a check of"
                    + " cudnn, if --check is given.")
    int gpu(
            @Option(names = "--alone", description = "Leaves the CPU out") boolean alone,
            @Option(names = "--out", defaultValue = "runs/bench-gpu.json", description = "JSON file to write") Path out,
            @ArgGroup(exclusive = false, heading = "Check:%n") GpuCheckOptions check)
            throws IOException, InterruptedException {
        if (check != null) {
            // System.err is the log.
            PrintStream progress = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
            return check.run(BuiltInCases.all(), System.out, progress) ? ExitCode.DONE : ExitCode.FAILED;
        }
        GpuBench bench = new GpuBench(System.out);
        write(GpuBench.CASES.stream().map(given -> bench.run(given, alone)).toList(), out);
        return ExitCode.DONE;
    }

    private record DataReport(DataBench.Result feed, List<AugmentBench.Result> augmentation) {}

    @Command(
            name = "data",
            description =
                    "JPEG files to batches, cropped and flipped, compared with decoding alone; augmentation compared"
                            + " with a step of resnet20.")
    void data(
            @Option(names = "--from", description = "Local folder of .jpg files; drawn ones of 500x375 if not given")
                    Path from,
            @Option(names = "--images", defaultValue = "2000", description = "Images of each measurement (2000)")
                    int images,
            @Option(names = "--repeat", defaultValue = "5", description = "Measurements, in turn (5)") int repetitions,
            @Option(names = "--threads", defaultValue = "2", description = "Decoding threads (2)") int threads,
            @Option(names = "--out", defaultValue = "runs/bench-data.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        List<byte[]> files = from == null ? JpegFiles.drawn(DRAWN) : JpegFiles.in(from);
        DataBench.Result feed = new DataBench(files, threads, System.out).run(images, repetitions);
        write(new DataReport(feed, new AugmentBench(System.out).run(repetitions)), out);
    }

    @Command(name = "train", description = "A job's rounds compared with its kernels without Spark.")
    void train(
            @Mixin JobOptions options,
            @Option(names = "--out", defaultValue = "runs/bench-train.json", description = "JSON file to write")
                    Path out)
            throws IOException, InterruptedException {
        write(new TrainBench(options.load("train.batch-size=128"), System.out).run(), out);
    }

    @Command(name = "memory", description = "Memory of driver and executors, and size of files, over many rounds.")
    void memory(
            @Mixin JobOptions options,
            @Option(names = "--rounds", defaultValue = "500", description = "Number of rounds") int rounds,
            @Option(names = "--out", defaultValue = "runs/bench-memory.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        JobConfig config = options.load("train.batch-size=16", "train.averaging-frequency=2");
        write(new MemoryBench(config, rounds, System.out).run(), out);
    }

    @Command(name = "fits", description = "Memory of driver and executors over many trainings of one application.")
    void fits(
            @Mixin JobOptions options,
            @Option(names = "--repeat", defaultValue = "10", description = "Fits of each kind (10)") int repetitions,
            @Option(names = "--out", defaultValue = "runs/bench-fits.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        write(new FitsBench(options.load(), repetitions, System.out).run(), out);
    }

    @Command(name = "rounds", description = "Cost of averaging by parameters and workers, compared with treeAggregate.")
    void rounds(
            @Option(names = "--quick", description = "Small sizes only") boolean quick,
            @Option(names = "--out", defaultValue = "runs/bench-rounds.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        write(new RoundsBench(System.out).run(quick), out);
    }

    @Command(
            name = "dl4j-spark",
            description = "A Deeplearning4j program on Spark with its own master and with Convoy's.")
    void deeplearning4jOnSpark(
            @Mixin JobOptions options,
            @Option(names = "--epochs", defaultValue = "5", description = "Timed epochs of each master") int epochs,
            @Option(names = "--out", defaultValue = "runs/bench-dl4j-spark.json", description = "JSON file to write")
                    Path out)
            throws IOException {
        JobConfig config = options.load("train.batch-size=128", "train.averaging-frequency=5");
        write(new Dl4jSparkBench(config, epochs, System.out).run(), out);
    }

    private static void write(Object result, Path out) throws IOException {
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.write(out, Json.pretty(result));
        System.out.println("written to " + out.toAbsolutePath());
    }
}
