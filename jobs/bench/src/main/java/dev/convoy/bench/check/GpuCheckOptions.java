package dev.convoy.bench.check;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of {@code bench gpu --check}. */
public final class GpuCheckOptions {
    /** Is read by nobody: where it is not given, there are no options. */
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--check", required = true, description = "Compares an engine with reference instead")
    private boolean check;

    @Option(
            names = "--precision",
            split = ",",
            description = "float32, tf32 or bfloat16; float32 and bfloat16 if not given")
    private List<String> precisions = List.of("float32", "bfloat16");

    @Option(names = "--case", defaultValue = "", description = "Checks only the cases whose name contains this")
    private String part;

    @Option(names = "--seed", description = "Seed of an earlier run, for the same inputs")
    private Long seed;

    @Option(names = "--engine", defaultValue = "cudnn", description = "Engine to check: cudnn or onednn (cudnn)")
    private String engine;

    /**
     * Checks the cases whose name fits. Returns whether all of them passed.
     *
     * @throws InvalidInputException if no case fits, or the engine cannot compute here
     */
    public boolean run(List<CheckCase> cases, PrintStream out, PrintStream progress) throws InterruptedException {
        List<CheckCase> chosen =
                cases.stream().filter(one -> one.name().contains(part)).collect(Collectors.toList());
        if (chosen.isEmpty()) {
            throw new InvalidInputException(
                    "--case must be part of a case's name", part, "Use a model's name, or leave it out for all cases.");
        }
        GpuCheck gpuCheck = new GpuCheck(
                KernelLookup.networkEngine(engine, new Device(0)),
                KernelLookup.networkEngine("reference", Device.CPU),
                out,
                progress);
        long chosenSeed = seed == null ? System.currentTimeMillis() : seed;
        return gpuCheck.run(chosen, precisions.stream().map(Precision::of).toList(), chosenSeed);
    }
}
