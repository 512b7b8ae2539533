package dev.convoy.driver.explain;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.explain.Explanation.Compared;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/** Computes what a page shows of a network, with one of Convoy's own engines on this machine's CPU. */
public final class Explainer {
    private final NetworkKernelProvider engine;

    Explainer(NetworkKernelProvider engine) {
        this.engine = engine;
    }

    /** Uses oneDNN, or the reference engine where oneDNN does not load or {@code kernel.engine} is {@code reference}. */
    public static Explainer with(String requested) {
        NetworkKernelProvider fast = KernelLookup.networkEngine("onednn", Device.CPU);
        boolean usable = fast.unsupportedReason(Precision.FLOAT32).isEmpty();
        return new Explainer(
                usable && !requested.equals("reference") ? fast : KernelLookup.networkEngine("reference", Device.CPU));
    }

    /** Returns the network's outputs for each image. */
    public List<float[]> outputs(ExplainedNetwork network, List<NetworkImage> images) {
        return new EvidenceSearch(engine, network).outputs(features(network, images));
    }

    /**
     * Explains a network.
     *
     * @param other a network of the same classes to compare it with
     * @param given images, the most important first: those that do not fit into a page are left out
     */
    public Explanation explain(ExplainedNetwork explained, Optional<ExplainedNetwork> other, List<NetworkImage> given) {
        other.ifPresent(compared -> requireSameClasses(explained, compared));
        Network network = explained.network();
        float[] parameters = explained.parameters().toFloats();
        try (FloatPointer pointer = new FloatPointer(parameters)) {
            NetworkValues values = new NetworkValues(engine, network, pointer);
            List<float[]> features = features(explained, given);
            KeptMaps maps = new KeptMaps(network);
            values.compute(features, maps.deciding(), (image, value, numbers, at) -> maps.add(value, numbers, at));
            PageBudget budget = PageBudget.of(network, maps, given.size());
            List<NetworkImage> images = given.subList(0, budget.images());
            PageImages pages = new PageImages(network, parameters, budget.kept(), images.size());
            values.compute(features.subList(0, images.size()), pages.wanted(), pages);
            return new Explanation(
                    explained.name(),
                    explained.classes(),
                    list(network.input()),
                    explained.normalization().mean(),
                    explained.normalization().deviation(),
                    network.loss().kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    nodes(network, parameters, budget.kept()),
                    pages(pages, images, evidence(explained, other, images)),
                    other.map(compared -> compared(network, compared, budget.kept()))
                            .orElse(null),
                    notes(given.size(), images.size()));
        }
    }

    private static void requireSameClasses(ExplainedNetwork explained, ExplainedNetwork compared) {
        if (!compared.classes().equals(explained.classes())
                || !compared.network().input().equals(explained.network().input())) {
            throw new InvalidInputException(
                    "--compare must name a network with the same classes and the same size of images",
                    compared.name() + " with " + compared.classes().size() + " classes, for images of "
                            + compared.network().input(),
                    "Compare two networks that were trained on the same data.");
        }
    }

    private static List<float[]> features(ExplainedNetwork network, List<NetworkImage> images) {
        return images.stream().map(network::features).toList();
    }

    private List<List<Evidence>> evidence(
            ExplainedNetwork explained, Optional<ExplainedNetwork> other, List<NetworkImage> images) {
        List<List<Evidence>> byNetwork = new ArrayList<>();
        byNetwork.add(new EvidenceSearch(engine, explained).evidence(features(explained, images)));
        other.ifPresent(
                compared -> byNetwork.add(new EvidenceSearch(engine, compared).evidence(features(compared, images))));
        return IntStream.range(0, images.size())
                .mapToObj(image -> byNetwork.stream().map(all -> all.get(image)).toList())
                .toList();
    }

    private static List<PageImage> pages(PageImages pages, List<NetworkImage> images, List<List<Evidence>> evidence) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> pages.page(i, images.get(i), evidence.get(i)))
                .toList();
    }

    private static List<PageNode> nodes(Network network, float[] parameters, List<int[]> kept) {
        List<PageNode> nodes = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.nodes().get(i);
            LayerSpec layer = node.layer();
            int[] inputs = kept.get(node.inputs().get(0));
            boolean vector = layer.output().isVector();
            nodes.add(new PageNode(
                    i + 1,
                    layer.name(),
                    layer.getClass().getSimpleName(),
                    node.inputs(),
                    list(layer.output()),
                    kept.get(i + 1),
                    vector ? PageBudget.isVector(layer) : PageBudget.isStored(layer),
                    layer.accept(new NodeDetails(inputs, kept.get(i + 1), parameters))));
        }
        return nodes;
    }

    /** Filters of the first convolutions can be compared only if they are of one shape. */
    private static Compared compared(Network network, ExplainedNetwork other, List<int[]> kept) {
        Optional<Convolution> first = firstConvolution(network);
        Optional<Convolution> second = firstConvolution(other.network());
        boolean alike = first.isPresent()
                && second.isPresent()
                && first.get().window().equals(second.get().window())
                && first.get().output().equals(second.get().output());
        if (!alike) {
            return new Compared(other.name(), null);
        }
        int[] outputs =
                kept.get(network.nodes().stream().map(Node::layer).toList().indexOf(first.get()) + 1);
        NodeDetails details =
                new NodeDetails(kept.get(0), outputs, other.parameters().toFloats());
        return new Compared(other.name(), details.convolution(second.get()).weights());
    }

    /** Returns the convolution that reads the image. */
    private static Optional<Convolution> firstConvolution(Network network) {
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(0))
                .map(Node::layer)
                .filter(Convolution.class::isInstance)
                .map(Convolution.class::cast)
                .findFirst();
    }

    private static List<String> notes(int given, int shown) {
        return shown == given
                ? List.of()
                : List.of("A page holds at most 5 MB: it shows the first " + shown + " of " + given + " images.");
    }

    private static List<Integer> list(Shape shape) {
        return List.of(shape.channels(), shape.height(), shape.width());
    }
}
