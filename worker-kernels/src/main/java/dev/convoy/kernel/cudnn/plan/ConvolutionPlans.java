package dev.convoy.kernel.cudnn.plan;

import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_MODE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_RESULTS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_HANDLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINECFG_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_HEUR_MODE_A;
import static org.bytedeco.cuda.global.cudnn.CUDNN_HEUR_MODE_FALLBACK;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_HEUR_MODE;

import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.Gpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses cuDNN's engine for each convolution: the first that cuDNN's heuristics recommend and whose results are as we
 * promise them. It asks once per shape. Nothing is timed, so the same GPU and libraries always choose the same engine.
 */
public final class ConvolutionPlans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConvolutionPlans.class);

    /** Engines that need more scratch memory are skipped. */
    private static final long MAX_WORKSPACE_BYTES = 1L << 30;

    private static final int[] MODES = {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK};

    private final Gpu gpu;
    private final Map<ConvolutionProblem, Optional<Plan>> chosen = new HashMap<>();
    private final List<Descriptor> owned = new ArrayList<>();

    public ConvolutionPlans(Gpu gpu) {
        this.gpu = gpu;
    }

    /** A finished execution plan, and the bytes of scratch memory that it needs. */
    public record Plan(Descriptor descriptor, long workspace) {}

    /** Returns the plan; empty if cuDNN has no engine for it that may be used. */
    public Optional<Plan> of(ConvolutionProblem convolve) {
        // Not computeIfAbsent: what failed attempts created must be closed, whatever the map does.
        Optional<Plan> known = chosen.get(convolve);
        if (known == null) {
            known = choose(convolve);
            chosen.put(convolve, known);
        }
        return known;
    }

    private Optional<Plan> choose(ConvolutionProblem convolve) {
        List<String> skipped = new ArrayList<>();
        Optional<Descriptor> operations =
                known("the graph", skipped, () -> new ConvolutionGraph(gpu, owned).of(convolve));
        if (operations.isPresent()) {
            int rank = 0;
            for (int mode : MODES) {
                for (Descriptor configuration : recommended(operations.get(), mode, skipped)) {
                    ConvolutionEngine engine = ConvolutionEngine.of(configuration, rank++);
                    Optional<Plan> plan = plan(engine, configuration, skipped);
                    if (plan.isPresent()) {
                        LOG.info(
                                "{}: {}, workspace {} bytes{}", convolve, engine, plan.get().workspace, after(skipped));
                        return plan;
                    }
                }
            }
        }
        if (convolve.kind() == ConvolutionProblem.Kind.FORWARD_BIAS_RELU) {
            LOG.info("{}: three operations, because cuDNN has no engine for all of them{}", convolve, after(skipped));
        } else {
            LOG.warn("{}: slow kernel of our own, because cuDNN has no engine for it{}", convolve, after(skipped));
        }
        return Optional.empty();
    }

    private static String after(List<String> skipped) {
        return skipped.isEmpty() ? "" : "; skipped: " + String.join("; ", skipped);
    }

    /**
     * Returns the result of {@code attempt}. If cuDNN does not support it, returns nothing and adds the reason to
     * {@code skipped}. Every other failure is thrown: using another engine instead would silently give other bits.
     */
    private static <T> Optional<T> known(Object what, List<String> skipped, Supplier<T> attempt) {
        try {
            return Optional.of(attempt.get());
        } catch (CudaException e) {
            if (!e.isUnknownOperation()) {
                throw e;
            }
            skipped.add(what + ", " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<Descriptor> recommended(Descriptor operations, int mode, List<String> skipped) {
        Descriptor heuristics = own(new Descriptor(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR))
                .descriptors(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, operations)
                .choice(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode);
        List<Descriptor> configurations = known("heuristics " + mode, skipped, heuristics::finish)
                .map(done -> done.getDescriptors(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR))
                .orElse(List.of());
        owned.addAll(configurations);
        return configurations;
    }

    private Optional<Plan> plan(ConvolutionEngine engine, Descriptor configuration, List<String> skipped) {
        Optional<String> unsupportedReason = engine.unsupportedReason(gpu.precision());
        if (unsupportedReason.isPresent()) {
            skipped.add(engine + ", " + unsupportedReason.get());
            return Optional.empty();
        }
        Descriptor plan = own(new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR))
                .handle(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, gpu.dnn())
                .descriptors(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration);
        if (known(engine, skipped, plan::finish).isEmpty()) {
            return Optional.empty();
        }
        long workspace = plan.getLong(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
        if (workspace > MAX_WORKSPACE_BYTES) {
            skipped.add(String.format(Locale.ROOT, "%s, workspace of %,d bytes", engine, workspace));
            return Optional.empty();
        }
        return Optional.of(new Plan(plan, workspace));
    }

    private Descriptor own(Descriptor descriptor) {
        owned.add(descriptor);
        return descriptor;
    }

    @Override
    public void close() {
        // Closes the last created first, because later ones refer to earlier ones.
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
