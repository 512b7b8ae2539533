package dev.convoy.driver.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.lookup.KernelLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page's numbers are those of the reference engine, and what is left out is what is missing. */
class ExplanationTest {
    private static final double TOLERANCE = 1e-4;
    private static final int UNITS = 100;
    private static final NetworkKernelProvider ONEDNN = KernelLookup.networkEngine("onednn", Device.CPU);

    @ParameterizedTest
    @CsvSource({"LENET, 1, 28, 4", "RESNET20, 3, 32, 5", "MOBILENET_V1, 3, 32, 6"})
    void keptProductsAndTheRestAddUpToTheActivation(BuiltInModel kind, int channels, int side, long seed) {
        Shape shape = new Shape(channels, side, side);
        ExplainedNetwork network = SampleNetworks.of(kind, shape, seed);
        List<NetworkImage> images = SampleNetworks.images(shape, 2);
        ReferenceValues reference = new ReferenceValues(network, images.get(1));

        Explanation page = new Explainer(ONEDNN).explain(network, Optional.empty(), images);

        List<PageNode> convolutions = page.nodes().stream()
                .filter(node -> node.kind().equals("Convolution"))
                .toList();
        Random random = new Random(seed);
        for (int unit = 0; unit < UNITS; unit++) {
            PageNode node = convolutions.get(random.nextInt(convolutions.size()));
            int at = random.nextInt(node.kept().length);
            int output = node.kept()[at];
            int height = node.shape().get(1);
            int width = node.shape().get(2);
            int y = random.nextInt(height);
            int x = random.nextInt(width);
            double tolerance = TOLERANCE * reference.size(node.id());
            double all = Arrays.stream(reference.inputs(node.id(), output))
                    .mapToDouble(input -> reference.products(node.id(), output, input, y, x))
                    .sum();
            double bias = floats(node.details().bias())[at];
            assertThat(numbers(page.images().get(1), node)[(at * height + y) * width + x])
                    .as("%s, map %d at %d, %d", node.name(), output, y, x)
                    .isCloseTo((float) (all + bias), within((float) tolerance))
                    .isCloseTo((float) reference.number(node.id(), output, y, x), within((float) tolerance));
        }
        assertThat(page.nodes().stream()
                        .filter(node -> node.kind().equals("BatchNormalization"))
                        .toList())
                .allSatisfy(node -> checkNormalization(node, reference));
    }

    /** A value with one position is held in full, others by their kept maps. */
    private static float[] numbers(PageImage image, PageNode node) {
        String maps = image.maps().get(node.id());
        if (maps != null) {
            return floats(maps);
        }
        float[] vector = floats(image.vectors().get(node.id()));
        float[] kept = new float[node.kept().length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = vector[node.kept()[i]];
        }
        return kept;
    }

    private static void checkNormalization(PageNode node, ReferenceValues reference) {
        assertThat(reference.network().nodes().get(node.id() - 1).layer()).isInstanceOf(BatchNormalization.class);
        float[] scale = floats(node.details().scale());
        float[] shift = floats(node.details().shift());
        for (int i = 0; i < scale.length; i++) {
            int channel = node.kept()[i];
            double given = reference.number(node.inputs().get(0), channel, 0, 0);
            assertThat(scale[i] * given + shift[i])
                    .isCloseTo(
                            reference.number(node.id(), channel, 0, 0), within(TOLERANCE * reference.size(node.id())));
        }
    }

    private static float[] floats(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    @Test
    void denseUnitsAreTheSumOfTheirTermsAndTheRest() {
        Shape shape = new Shape(1, 28, 28);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.LENET, shape, 7);

        Explanation page = new Explainer(ONEDNN).explain(network, Optional.empty(), SampleNetworks.images(shape, 1));

        List<DenseUnit> units = page.images().get(0).dense().values().stream()
                .flatMap(List::stream)
                .toList();
        assertThat(units).hasSize(20).allSatisfy(unit -> {
            double sum = IntStream.range(0, unit.x().length)
                            .mapToDouble(i -> (double) unit.x()[i] * unit.w()[i])
                            .sum()
                    + unit.rest()
                    + unit.bias();
            assertThat(sum).isCloseTo(unit.value(), within(TOLERANCE * Math.max(1, Math.abs(unit.value()))));
            assertThat(unit.rest()).isNotZero();
        });
    }

    /** Raising a convolution's bias by δ raises all of its map by δ: the derivative by it is α times the positions. */
    @Test
    void gradCamsWeightsAreTheDerivativesOfTheScore() {
        Shape shape = new Shape(1, 28, 28);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.LENET, shape, 8);
        float[] features = network.features(SampleNetworks.images(shape, 1).get(0));
        int value = lastConvolution(network.network());
        Convolution layer =
                (Convolution) network.network().nodes().get(value - 1).layer();
        int positions = layer.output().height() * layer.output().width();
        float[] parameters = network.parameters().toFloats();

        float[] alpha;
        try (ChannelWeights weights = new ChannelWeights(ONEDNN, network.network(), network.parameters(), value)) {
            alpha = weights.of(features, 3);
        }

        float delta = 1e-3f;
        for (int channel = 0; channel < 10; channel++) {
            int bias = (int) layer.filter().biasOffset() + channel;
            double slope = (score(network.network(), raised(parameters, bias, delta), features)
                            - score(network.network(), raised(parameters, bias, -delta), features))
                    / (2 * delta);
            assertThat((double) alpha[channel] * positions).isCloseTo(slope, within(0.02));
        }
        assertThat(greatestSize(alpha) * positions).isGreaterThan(0.1);
    }

    private static float[] raised(float[] parameters, int index, float by) {
        float[] raised = parameters.clone();
        raised[index] += by;
        return raised;
    }

    private static int lastConvolution(Network network) {
        return IntStream.rangeClosed(1, network.nodes().size())
                .filter(value -> network.nodes().get(value - 1).layer() instanceof Convolution)
                .max()
                .orElseThrow();
    }

    private static double score(Network network, float[] parameters, float[] features) {
        List<Float> scores = new ArrayList<>();
        try (FloatPointer pointer = new FloatPointer(parameters)) {
            new NetworkValues(KernelLookup.networkEngine("reference", Device.CPU), network, pointer)
                    .compute(
                            List.of(features),
                            List.of(network.nodes().size()),
                            (image, value, numbers, at) -> scores.add(numbers[at + 3]));
        }
        return scores.get(0);
    }

    @Test
    void coveringPartsMattersOnlyToANetworkThatSees() {
        Shape shape = new Shape(1, 28, 28);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.LENET, shape, 9);
        float[] parameters = network.parameters().toFloats();
        // Without weights the network is blind: no pixel matters.
        ExplainedNetwork blind = new ExplainedNetwork(
                "blind",
                network.network(),
                FlatVector.of(new float[parameters.length]),
                network.normalization(),
                network.classes());
        List<NetworkImage> images = SampleNetworks.images(shape, 1);

        float[] seen = occlusion(network, images);

        assertThat(occlusion(blind, images)).containsOnly(0);
        assertThat(seen).hasSize(64);
        assertThat(greatestSize(seen)).isGreaterThan(1e-3);
    }

    private static double greatestSize(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }

    private static float[] occlusion(ExplainedNetwork network, List<NetworkImage> images) {
        Explanation page = new Explainer(ONEDNN).explain(network, Optional.empty(), images);
        return page.images().get(0).evidence().get(0).occlusion().values();
    }

    @Test
    void imagesAndMapsThatDoNotFitAreLeftOut() {
        assertThat(budget(64, 8).kept().get(1)).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
        assertThat(budget(160, 8).images()).isEqualTo(8);
        assertThat(budget(160, 8).kept().get(1)).containsExactly(7, 6, 5);
        assertThat(budget(512, 8).images()).isEqualTo(1);
        assertThat(budget(512, 8).kept().get(1)).startsWith(7);
        assertThatThrownBy(() -> budget(2048, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("3×2048×2048");
    }

    /** The budget of one convolution with eight maps, each stronger than the one before. */
    private static PageBudget budget(int side, int images) {
        Shape input = new Shape(3, side, side);
        Shape output = new Shape(8, side, side);
        Filter filter = new Filter(0, new long[] {24, 3, 1, 1, 1}, Filter.NO_BIAS);
        Convolution layer = new Convolution("conv", input, output, Window.POINT, 1, filter);
        Network network =
                new Network(input, List.of(new Network.Node(layer, List.of(0), false)), ProbeNetwork.values(1), 24);
        float[] numbers = new float[(int) output.size()];
        for (int channel = 0; channel < 8; channel++) {
            Arrays.fill(numbers, channel * side * side, (channel + 1) * side * side, channel);
        }
        KeptMaps maps = new KeptMaps(network);
        maps.add(1, numbers, 0);
        return PageBudget.of(network, maps, images);
    }

    @Test
    void networksOfOtherClassesAreNotCompared() {
        Shape shape = new Shape(1, 28, 28);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.LENET, shape, 11);
        ExplainedNetwork other = new ExplainedNetwork(
                "other",
                network.network(),
                network.parameters(),
                network.normalization(),
                network.classes().subList(0, 9));

        assertThatThrownBy(() ->
                        new Explainer(ONEDNN).explain(network, Optional.of(other), SampleNetworks.images(shape, 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--compare must name a network with the same classes");
    }

    @Test
    void noNameEndsTheDataEarly() {
        Shape shape = new Shape(1, 28, 28);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.LENET, shape, 12);
        NetworkImage image = SampleNetworks.images(shape, 1).get(0);
        NetworkImage hostile = new NetworkImage("</script><script>alert(1)</script>", -1, image.pixels());

        Explanation page = new Explainer(ONEDNN).explain(network, Optional.empty(), List.of(hostile));

        assertThat(new String(ExplainPage.html(Optional.of(page)), StandardCharsets.UTF_8))
                .doesNotContain("<script>alert");
    }
}
