package dev.convoy.kernel.cudnn;

import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINECFG_ENGINE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_MODE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINEHEUR_RESULTS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINE_NUMERICAL_NOTE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_HANDLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINECFG_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINE_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_HEUR_MODE_A;
import static org.bytedeco.cuda.global.cudnn.CUDNN_HEUR_MODE_FALLBACK;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_TENSOR_CORE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_TYPE_COUNT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_HEUR_MODE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_NUMERICAL_NOTE;

import dev.convoy.kernel.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of cuDNN's engines computes which convolution: the first that its heuristics recommend, and that keeps our
 * promises. Asked once per shape. Nothing is timed, so the same card and libraries always choose the same.
 */
final class ConvolutionPlans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConvolutionPlans.class);

    /** Engines that want more scratch memory are passed over. */
    private static final long MOST_WORKSPACE = 1L << 30;

    private static final Set<Integer> NEVER =
            Set.of(CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC, CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION);
    /** On float32 these multiply in TF32. */
    private static final Set<Integer> NOT_IN_FLOAT32 =
            Set.of(CUDNN_NUMERICAL_NOTE_TENSOR_CORE, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS);

    private final Card card;
    private final Map<Convolve, Optional<Plan>> chosen = new HashMap<>();
    private final List<Descriptor> owned = new ArrayList<>();

    ConvolutionPlans(Card card) {
        this.card = card;
    }

    /** A finished execution plan, and the bytes of scratch memory that it needs. */
    record Plan(Descriptor descriptor, long workspace) {}

    /** Empty if cuDNN has no engine for it that may be used. */
    Optional<Plan> of(Convolve convolve) {
        // Not computeIfAbsent: closing what was made in vain must not depend on the map.
        Optional<Plan> known = chosen.get(convolve);
        if (known == null) {
            known = choose(convolve);
            chosen.put(convolve, known);
        }
        return known;
    }

    private Optional<Plan> choose(Convolve convolve) {
        ConvolutionGraph graph = new ConvolutionGraph(card, owned);
        Optional<Descriptor> operations = graph.of(convolve);
        if (operations.isEmpty()) {
            return none(convolve);
        }
        for (int mode : new int[] {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK}) {
            for (Descriptor configuration : recommended(operations.get(), mode)) {
                if (mayBeUsed(configuration)) {
                    Optional<Plan> plan = plan(configuration);
                    if (plan.isPresent()) {
                        return plan;
                    }
                }
            }
        }
        return none(convolve);
    }

    private static Optional<Plan> none(Convolve convolve) {
        LOG.warn("cuDNN has no engine for {}: a slow kernel of our own takes its place", convolve);
        return Optional.empty();
    }

    private List<Descriptor> recommended(Descriptor operations, int mode) {
        Descriptor heuristics = own(new Descriptor(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR))
                .descriptors(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, operations)
                .choice(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode);
        if (!heuristics.tryFinish()) {
            return List.of();
        }
        List<Descriptor> configurations =
                heuristics.getDescriptors(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
        owned.addAll(configurations);
        return configurations;
    }

    private boolean mayBeUsed(Descriptor configuration) {
        try (Descriptor engine =
                configuration.getDescriptor(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR)) {
            List<Integer> notes = engine.getChoices(
                    CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE, CUDNN_NUMERICAL_NOTE_TYPE_COUNT);
            boolean exact =
                    card.precision() != Precision.FLOAT32 || notes.stream().noneMatch(NOT_IN_FLOAT32::contains);
            return exact && notes.stream().noneMatch(NEVER::contains);
        }
    }

    private Optional<Plan> plan(Descriptor configuration) {
        Descriptor plan = own(new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR))
                .handle(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, card.dnn())
                .descriptors(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration);
        if (!plan.tryFinish()) {
            return Optional.empty();
        }
        long workspace = plan.getLong(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
        return workspace > MOST_WORKSPACE ? Optional.empty() : Optional.of(new Plan(plan, workspace));
    }

    private Descriptor own(Descriptor descriptor) {
        owned.add(descriptor);
        return descriptor;
    }

    @Override
    public void close() {
        // The last made first: they look at earlier ones.
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
