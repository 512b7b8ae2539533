package dev.convoy.kernel;

import dev.convoy.kernel.cudnn.CudnnProvider;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.nd4j.Nd4jProvider;
import dev.convoy.kernel.onednn.OneDnnProvider;
import dev.convoy.kernel.reference.ReferenceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Picks an engine once, on the driver; executors then open that one by name, so no job mixes arithmetic. */
public final class KernelLookup {
    /** Takes the first engine that can, in order of speed. */
    public static final String AUTO = "auto";

    /** The card of a process that was not assigned another. */
    public static final int FIRST_CARD = 0;

    private static final List<KernelProvider> BY_SPEED = List.of(new OneDnnProvider(), new Nd4jProvider());

    private KernelLookup() {}

    /**
     * @param requested {@code auto} or an engine's name
     * @throws InvalidInput if no engine has that name, or the one asked for cannot compute this model
     */
    public static KernelChoice choose(String requested, Model model, Precision precision) {
        if (!requested.equals(AUTO)) {
            return chooseNamed(requested, model, precision);
        }
        List<String> reasons = new ArrayList<>();
        for (KernelProvider provider : BY_SPEED) {
            Optional<String> whyNot = provider.whyNot(model, precision);
            if (whyNot.isEmpty()) {
                reasons.add(provider.engine() + ": taken (" + provider.arithmetic(precision) + ")");
                return new KernelChoice(provider.engine(), provider.arithmetic(precision), reasons);
            }
            reasons.add(provider.engine() + ": not taken, " + whyNot.get());
        }
        throw new InvalidInput(
                "kernel.engine=auto needs an engine that can compute the model", reasons, "See each reason.");
    }

    /** Opens the engine that {@link #choose} named, for one thread; on the first card if it computes on one. */
    public static GradientKernel open(String engine, Model model, Precision precision) {
        return open(engine, model, precision, FIRST_CARD);
    }

    /** @param device the card for engines that compute on one, as CUDA numbers those that the process sees */
    public static GradientKernel open(String engine, Model model, Precision precision, int device) {
        KernelProvider provider = named(engine, device);
        provider.whyNot(model, precision).ifPresent(reason -> {
            throw new IllegalStateException(
                    "kernel engine " + engine + " was chosen for this job, but here: " + reason);
        });
        return new CheckedKernel(provider.open(model, precision), model);
    }

    /** What else {@code engine}'s arithmetic depends on in this process: the same everywhere, or bits differ. */
    public static String arithmetic(String engine, Precision precision) {
        return named(engine).arithmetic(precision);
    }

    private static KernelChoice chooseNamed(String requested, Model model, Precision precision) {
        KernelProvider provider = named(requested);
        provider.whyNot(model, precision).ifPresent(reason -> {
            throw new InvalidInput(
                    "kernel.engine must be able to compute the model: " + reason,
                    requested,
                    "Use kernel.engine=auto to take another engine.");
        });
        return new KernelChoice(
                requested,
                provider.arithmetic(precision),
                List.of(requested + ": taken because it was asked for (" + provider.arithmetic(precision) + ")"));
    }

    private static KernelProvider named(String engine) {
        return named(engine, FIRST_CARD);
    }

    private static KernelProvider named(String engine, int device) {
        List<KernelProvider> all = new ArrayList<>(BY_SPEED);
        // Outside auto: a card is used only where one was assigned; and reference, which defines what is correct, is
        // hundreds of times slower.
        all.add(new CudnnProvider(device));
        all.add(new ReferenceProvider());
        return all.stream()
                .filter(provider -> provider.engine().equals(engine))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "kernel.engine must be auto, "
                                + all.stream().map(KernelProvider::engine).collect(Collectors.joining(", ")),
                        engine,
                        "Use auto unless you compare engines."));
    }
}
