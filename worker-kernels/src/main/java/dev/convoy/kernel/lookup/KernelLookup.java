package dev.convoy.kernel.lookup;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.cudnn.CudnnProvider;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.nd4j.Nd4jProvider;
import dev.convoy.kernel.onednn.OneDnnProvider;
import dev.convoy.kernel.reference.ReferenceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Picks an engine once, on the driver or, if it needs a GPU, where there is one; executors then open that one by name, so no
 * job mixes arithmetic. The exception is {@code auto} for a task that Spark gave a GPU: it is asked for again there.
 */
public final class KernelLookup {
    /** Takes the first engine that can, in order of speed. */
    public static final String AUTO = "auto";

    private KernelLookup() {}

    /**
     * Whether only a task that has a GPU can {@link #choose} it.
     *
     * @throws InvalidInputException if no engine has that name
     */
    public static boolean needsGpu(String requested) {
        return !requested.equals(AUTO) && named(requested, Device.CPU).needsGpu();
    }

    /**
     * For tasks that have the device.
     *
     * @param requested {@code auto} or an engine's name
     * @throws InvalidInputException if no engine has that name, or the one asked for cannot compute this model
     */
    public static KernelChoice choose(String requested, Model model, Precision precision, Device device) {
        return requested.equals(AUTO)
                ? fastest(model, precision, device)
                : chooseNamed(requested, model, precision, device);
    }

    /**
     * The engine that a job has chosen, for a task that has the device.
     *
     * @throws InvalidInputException if it cannot compute here: another machine than the one that chose
     */
    public static KernelChoice chosen(String engine, Model model, Precision precision, Device device) {
        KernelProvider provider = named(engine, device);
        provider.whyNot(model, precision).ifPresent(reason -> {
            throw new InvalidInputException(
                    "every executor must be able to compute with the job's kernel",
                    engine + ", which cannot compute on this one: " + reason,
                    "Correct that, or leave the machine out.");
        });
        return new KernelChoice(engine, provider.arithmetic(precision), false, List.of());
    }

    private static KernelChoice fastest(Model model, Precision precision, Device device) {
        List<String> reasons = new ArrayList<>();
        for (KernelProvider provider : bySpeed(device)) {
            Optional<String> whyNot = provider.whyNot(model, precision);
            if (whyNot.isEmpty()) {
                reasons.add(provider.engine() + ": taken (" + provider.arithmetic(precision) + ")");
                return new KernelChoice(provider.engine(), provider.arithmetic(precision), false, reasons);
            }
            reasons.add(provider.engine() + ": not taken, " + whyNot.get());
        }
        throw new InvalidInputException(
                "kernel.engine=auto needs an engine that can compute the model", reasons, "See each reason.");
    }

    /** Opens an engine for one thread; if it computes on GPUs, on the first. */
    public static GradientKernel open(String engine, Model model, Precision precision) {
        return open(engine, model, precision, new Device(0));
    }

    /** Opens the engine that {@link #choose} named, for one thread of a task that has the device. */
    public static GradientKernel open(String engine, Model model, Precision precision, Device device) {
        KernelProvider provider = named(engine, device);
        provider.whyNot(model, precision).ifPresent(reason -> {
            throw new IllegalStateException(
                    "kernel engine " + engine + " was chosen for this job, but here: " + reason);
        });
        return new CheckedKernel(provider.open(model, precision), model);
    }

    private static KernelChoice chooseNamed(String requested, Model model, Precision precision, Device device) {
        KernelProvider provider = named(requested, device);
        provider.whyNot(model, precision).ifPresent(reason -> {
            throw new InvalidInputException(
                    "kernel.engine must be able to compute the model: " + reason,
                    requested,
                    "Use kernel.engine=auto to take another engine.");
        });
        return new KernelChoice(
                requested,
                provider.arithmetic(precision),
                true,
                List.of(requested + ": taken because it was asked for (" + provider.arithmetic(precision) + ")"));
    }

    private static List<KernelProvider> bySpeed(Device device) {
        List<KernelProvider> all = new ArrayList<>();
        if (device.isGpu()) {
            all.add(new CudnnProvider(device));
        }
        all.add(new OneDnnProvider());
        all.add(new Nd4jProvider(device));
        return all;
    }

    private static KernelProvider named(String engine, Device device) {
        // Outside auto: cudnn without a GPU says so; and reference, which defines what is correct, is hundreds of
        // times
        // slower.
        List<KernelProvider> all = List.of(
                new OneDnnProvider(), new Nd4jProvider(device), new CudnnProvider(device), new ReferenceProvider());
        return all.stream()
                .filter(provider -> provider.engine().equals(engine))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "kernel.engine must be auto, "
                                + all.stream().map(KernelProvider::engine).collect(Collectors.joining(", ")),
                        engine,
                        "Use auto unless you compare engines."));
    }
}
