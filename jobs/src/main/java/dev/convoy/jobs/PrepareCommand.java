package dev.convoy.jobs;

import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.KeyedOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code prepare}: makes a dataset from images. */
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Makes a dataset from images.")
final class PrepareCommand implements Callable<Integer>, KeyedOptions {
    private final StopSignal signal;

    @Option(names = "--from", paramLabel = "PATH", description = "The images: prepare.from")
    private String from;

    @Option(names = "--to", paramLabel = "FOLDER", description = "The dataset to make: prepare.to")
    private String to;

    @Option(
            names = "--splits",
            paramLabel = "SHARES",
            description = "folders, or shares such as train=0.8,validation=0.1,test=0.1: prepare.splits")
    private String splits;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of order and splits: prepare.seed")
    private String seed;

    @Option(
            names = "--short-side",
            paramLabel = "PIXELS",
            description = "Reduces larger images, stored as JPEG: prepare.short-side")
    private String shortSide;

    @Option(names = "--raw", description = "Stores decoded pixels: prepare.raw")
    private boolean raw;

    @Option(names = "--size", paramLabel = "HxW", description = "Size of raw images: prepare.size")
    private String size;

    @Mixin
    private JobOptions options;

    PrepareCommand(StopSignal signal) {
        this.signal = signal;
    }

    @Override
    public List<String> keyValues() {
        List<String> keys = new ArrayList<>();
        add(keys, "from", from);
        add(keys, "to", to);
        add(keys, "splits", splits);
        add(keys, "seed", seed);
        add(keys, "short-side", shortSide);
        add(keys, "raw", raw ? "true" : null);
        add(keys, "size", size);
        return keys;
    }

    private static void add(List<String> keys, String name, String value) {
        if (value != null) {
            keys.add("prepare." + name + "=" + value);
        }
    }

    @Override
    public Integer call() throws Exception {
        new PrepareJob(options.loadWith(keyValues()), System.out, signal).run();
        return ExitCode.DONE;
    }
}
