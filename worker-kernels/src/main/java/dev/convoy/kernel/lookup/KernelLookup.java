package dev.convoy.kernel.lookup;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelProvider;
import dev.convoy.kernel.NetworkKernelProvider;
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
 * Chooses an engine once: on the driver or, if the engine needs a GPU, where there is one. Executors then open that
 * engine by name, so no job mixes arithmetic. The exception is {@code auto} for a task that Spark gave a GPU: the
 * engine is chosen again there.
 */
public final class KernelLookup {
    /** Chooses the fastest engine that can compute the model. */
    public static final String AUTO = "auto";

    private KernelLookup() {}

    /**
     * Whether only a task that has a GPU can {@link #choose} this engine.
     *
     * @throws InvalidInputException if no engine has that name
     */
    public static boolean needsGpu(String requested) {
        return !requested.equals(AUTO) && named(requested, Device.CPU).needsGpu();
    }

    /**
     * Chooses an engine for tasks that have the device.
     *
     * @param requested {@code auto} or an engine's name
     * @throws InvalidInputException if no engine has that name, or the requested one cannot compute this model
     */
    public static KernelChoice choose(String requested, Model model, Precision precision, Device device) {
        return requested.equals(AUTO)
                ? fastest(model, precision, device)
                : chooseNamed(requested, model, precision, device);
    }

    /**
     * Returns the engine that a job has chosen, for a task that has the device.
     *
     * @throws InvalidInputException if it cannot compute here, on another machine than the one that chose it
     */
    public static KernelChoice chosen(String engine, Model model, Precision precision, Device device) {
        KernelProvider provider = named(engine, device);
        provider.unsupportedReason(model, precision).ifPresent(reason -> {
            throw new InvalidInputException(
                    "every executor must be able to compute with the job's kernel",
                    engine + ", which cannot compute on this one: " + reason,
                    "Fix that, or leave the machine out.");
        });
        return new KernelChoice(engine, provider.arithmetic(precision), false, List.of());
    }

    private static KernelChoice fastest(Model model, Precision precision, Device device) {
        List<String> reasons = new ArrayList<>();
        for (KernelProvider provider : bySpeed(device)) {
            Optional<String> unsupportedReason = provider.unsupportedReason(model, precision);
            if (unsupportedReason.isEmpty()) {
                reasons.add("using " + provider.engine() + " (" + provider.arithmetic(precision) + ")");
                return new KernelChoice(provider.engine(), provider.arithmetic(precision), false, reasons);
            }
            reasons.add("skipped " + provider.engine() + ": " + unsupportedReason.get());
        }
        throw new InvalidInputException(
                "kernel.engine=auto needs an engine that can compute the model", reasons, "See each reason.");
    }

    /** Opens an engine for one thread; an engine for GPUs uses the first GPU. */
    public static GradientKernel open(String engine, Model model, Precision precision) {
        return open(engine, model, precision, new Device(0));
    }

    /** Opens the engine that {@link #choose} returned, for one thread of a task that has the device. */
    public static GradientKernel open(String engine, Model model, Precision precision, Device device) {
        KernelProvider provider = named(engine, device);
        provider.unsupportedReason(model, precision).ifPresent(reason -> {
            throw new IllegalStateException(
                    "kernel engine " + engine + " was chosen for this job, but here: " + reason);
        });
        return new CheckedKernel(provider.open(model, precision), model);
    }

    /**
     * Returns an engine of Convoy's own, for a program that compares engines network by network.
     *
     * @throws InvalidInputException if no engine has that name, or it computes Deeplearning4j's models only
     */
    public static NetworkKernelProvider networkEngine(String engine, Device device) {
        if (named(engine, device) instanceof NetworkKernelProvider provider) {
            return provider;
        }
        throw new InvalidInputException("the engine must be one of Convoy's own", engine, "Use cudnn or onednn.");
    }

    private static KernelChoice chooseNamed(String requested, Model model, Precision precision, Device device) {
        KernelProvider provider = named(requested, device);
        provider.unsupportedReason(model, precision).ifPresent(reason -> {
            throw new InvalidInputException(
                    "kernel.engine must be able to compute the model: " + reason,
                    requested,
                    "Use kernel.engine=auto to use another engine.");
        });
        return new KernelChoice(
                requested,
                provider.arithmetic(precision),
                true,
                List.of("using " + requested + " as requested (" + provider.arithmetic(precision) + ")"));
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
        // Not part of auto: cudnn without a GPU only says so, and reference, which defines what is correct, is hundreds
        // of times slower.
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
