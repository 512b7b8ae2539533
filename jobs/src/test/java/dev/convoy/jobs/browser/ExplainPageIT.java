package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import dev.convoy.driver.explain.ExplainPage;
import dev.convoy.driver.explain.ExplainedNetwork;
import dev.convoy.driver.explain.Explainer;
import dev.convoy.driver.explain.NetworkImage;
import dev.convoy.driver.explain.ReferenceValues;
import dev.convoy.driver.explain.SampleNetworks;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page that explains a network, used with clicks, keys and sliders in a real browser. */
@Tag("matrix")
class ExplainPageIT {
    private static final double TOLERANCE = 1e-4;
    private static final int POSITIONS = 350;
    private static final int PAGE_BYTES = 5_000_000;

    /**
     * Chooses layers, maps and positions by buttons and sliders, and reads what the page writes about them. Each choice
     * is four numbers from 0 to 1.
     */
    private static final String CHOOSE =
            """
            document.querySelectorAll('#graph .controls [aria-expanded=false]').forEach(chip => chip.click());
            while (document.querySelector('#graph .controls [aria-expanded=false]')) {
              document.querySelector('#graph .controls [aria-expanded=false]').click();
            }
            const pick = (list, part) => list[Math.floor(part * list.length)];
            const slide = (name, part) => {
              const slider = document.querySelector(`#unit input[aria-label=${name}]`);
              if (slider) {
                slider.value = 1 + Math.floor(part * slider.max);
                slider.dispatchEvent(new Event('input'));
              }
              return slider ? slider.value - 1 : 0;
            };
            const number = css => {
              const found = document.querySelector('#formula ' + css);
              return found ? Number(found.dataset.value) : null;
            };
            return arguments[0].map(([layer, map, row, column]) => {
              const button = pick([...document.querySelectorAll('#graph button[data-node]')], layer);
              button.click();
              const maps = [...document.querySelectorAll('#unit .maps button')];
              if (maps.length === 0) {
                return null;
              }
              const chosen = pick(maps, map);
              chosen.click();
              const y = slide('Row', row);
              const x = slide('Column', column);
              const formula = document.getElementById('formula');
              const rows = {};
              formula.querySelectorAll('tr[data-channel]').forEach(one => {
                rows[one.dataset.channel] = Number(one.dataset.value);
              });
              const cells = [...formula.querySelectorAll('td[data-value]')].map(cell => Number(cell.dataset.value));
              const products = formula.querySelector('tr.chosen[data-channel]')
                ? {sum: cells.reduce((a, b) => a + b, 0), row: number('tr.chosen')} : null;
              return {node: Number(button.dataset.node), channel: Number(chosen.dataset.channel), y, x, rows, products,
                activation: Number(formula.dataset.activation), sum: number('[data-part=sum]'),
                rest: number('[data-part=rest]'), bias: number('[data-part=bias]')};
            });
            """;

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @CsvSource({"LENET, 1, 28, 1", "RESNET20, 3, 32, 2", "MOBILENET_V1, 3, 64, 3"})
    void everyNumberIsTheReferenceEnginesAndFollowsFromItsProducts(BuiltInModel kind, int channels, int side, long seed)
            throws IOException {
        Shape shape = new Shape(channels, side, side);
        ExplainedNetwork network = SampleNetworks.of(kind, shape, seed);
        List<NetworkImage> images = SampleNetworks.images(shape, 2);
        ReferenceValues reference = new ReferenceValues(network, images.get(0));
        Random random = new Random(seed);
        List<List<Double>> choices = IntStream.range(0, POSITIONS)
                .mapToObj(i ->
                        IntStream.range(0, 4).mapToObj(k -> random.nextDouble()).toList())
                .toList();

        try (OpenPage page = open(network, Optional.empty(), images)) {
            List<Map<String, Object>> shown = run(page, choices);

            assertThat(shown).hasSizeGreaterThan(POSITIONS * 9 / 10);
            assertThat(shown.stream().filter(one -> one.get("products") != null).count())
                    .isGreaterThan(POSITIONS / 10);
            shown.forEach(one -> check(one, reference));
            page.requireQuiet();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> run(OpenPage page, List<List<Double>> choices) {
        List<Map<String, Object>> results =
                (List<Map<String, Object>>) page.browser().executeScript(CHOOSE, choices);
        return results.stream().filter(one -> one != null).toList();
    }

    private static void check(Map<String, Object> shown, ReferenceValues reference) {
        int node = number(shown, "node").intValue();
        int channel = number(shown, "channel").intValue();
        int y = number(shown, "y").intValue();
        int x = number(shown, "x").intValue();
        double sum = number(shown, "sum").doubleValue();
        if (node > reference.network().nodes().size()) {
            // The softmax after the last layer.
            assertThat(number(shown, "activation").doubleValue()).isBetween(0.0, 1.0);
            return;
        }
        double tolerance = TOLERANCE * reference.size(node);
        assertThat(number(shown, "activation").doubleValue())
                .as("the activation of %s", shown)
                .isCloseTo(reference.number(node, channel, y, x), within(tolerance));
        assertThat(sum)
                .as("the sum of %s", shown)
                .isCloseTo(number(shown, "activation").doubleValue(), within(tolerance));
        if (node > 0 && reference.network().nodes().get(node - 1).layer() instanceof Convolution) {
            checkProducts(shown, reference, node, channel, y, x);
        }
    }

    private static void checkProducts(
            Map<String, Object> shown, ReferenceValues reference, int node, int channel, int y, int x) {
        double tolerance = TOLERANCE * reference.size(node);
        @SuppressWarnings("unchecked")
        Map<String, Number> rows = (Map<String, Number>) shown.get("rows");
        rows.forEach((input, sum) -> assertThat(sum.doubleValue())
                .as("map %s of %s", input, shown)
                .isCloseTo(reference.products(node, channel, Integer.parseInt(input), y, x), within(tolerance)));
        double rest = Arrays.stream(reference.inputs(node, channel))
                .filter(input -> !rows.containsKey(Integer.toString(input)))
                .mapToDouble(input -> reference.products(node, channel, input, y, x))
                .sum();
        Number shownRest = (Number) shown.get("rest");
        assertThat(shownRest == null ? 0 : shownRest.doubleValue())
                .as("the rest of %s", shown)
                .isCloseTo(rest, within(2 * tolerance));
        @SuppressWarnings("unchecked")
        Map<String, Number> products = (Map<String, Number>) shown.get("products");
        assertThat(products.get("sum").doubleValue())
                .isCloseTo(products.get("row").doubleValue(), within(1e-9));
    }

    private static Number number(Map<String, Object> shown, String key) {
        return (Number) shown.get(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void isQuietAndAccessibleAndFitsOnAPhone(String theme) throws IOException {
        Shape shape = new Shape(3, 32, 32);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.RESNET20, shape, 1);
        ExplainedNetwork other = SampleNetworks.of(BuiltInModel.RESNET20, shape, 2);
        try (OpenPage page = open(network, Optional.of(other), SampleNetworks.images(shape, 4))) {
            page.prefer(theme);
            page.requireAccessible();
            page.resize(390, 844);
            assertThat((Boolean) page.script("document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("no sideways scrolling")
                    .isTrue();
            page.requireAccessible();
            page.requireQuiet();
        }
    }

    @Test
    void theFirstChapterNeedsNoNetwork() throws IOException {
        Path file = folder.resolve("basics.html");
        Files.write(file, ExplainPage.html(Optional.empty()));
        try (OpenPage page = OpenPage.of(file)) {
            assertThat(sum(page)).isEqualTo(30);
            WebElement result = page.find("#basics canvas[aria-label='The result']");
            result.sendKeys(Keys.ARROW_LEFT);
            assertThat(sum(page)).isZero();
            result.sendKeys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
            assertThat(page.find("#basics-sum p").getText()).startsWith("Row 2, column 4:");

            page.find("#basics input[aria-label='Padding']").sendKeys(Keys.ARROW_RIGHT);
            assertThat(page.find("#basics-size").getText()).endsWith("floor((6 + 2 · 1 − 3) / 1) + 1 = 6");
            page.find("#basics input[aria-label='Stride']").sendKeys(Keys.ARROW_RIGHT);
            assertThat(page.find("#basics-size").getText()).endsWith("floor((6 + 2 · 1 − 3) / 2) + 1 = 3");
            page.find("#basics input[aria-label='Dilation']").sendKeys(Keys.END);
            assertThat(page.find("#basics-size").getText()).endsWith("floor((6 + 2 · 1 − 7) / 2) + 1 = 1");
            page.find("#basics input[aria-label='Padding']").sendKeys(Keys.HOME);
            assertThat(page.find("#basics-size").getText()).contains("does not fit");
            page.find("#basics input[aria-label='Dilation']").sendKeys(Keys.HOME);
            page.find("#basics input[aria-label='Stride']").sendKeys(Keys.HOME);

            page.find("#basics select[aria-label='Filter']").sendKeys("horizontal");
            assertThat(results(page)).containsOnly(0.0);
            page.find("#basics select[aria-label='Image']").sendKeys("numbers");
            page.find("#basics select[aria-label='Filter']").sendKeys("vertical");
            assertThat(results(page))
                    .containsExactly(
                            -8.0, -9.0, -2.0, 18.0, 6.0, -3.0, -13.0, 9.0, 4.0, -4.0, -8.0, 5.0, 2.0, 2.0, 1.0, -3.0);
            page.requireAccessible();
            page.requireQuiet();
        }
    }

    /** The numbers of the result, by playing through all positions. */
    private static List<Double> results(OpenPage page) {
        return IntStream.range(0, 16)
                .mapToObj(i -> {
                    page.browser()
                            .executeScript(
                                    """
                                    for (const [name, value] of [['Row', arguments[0]], ['Column', arguments[1]]]) {
                                      const slider = document.querySelector(`#basics input[aria-label=${name}]`);
                                      slider.value = value;
                                      slider.dispatchEvent(new Event('input'));
                                    }
                                    """,
                                    i / 4 + 1,
                                    i % 4 + 1);
                    return sum(page);
                })
                .toList();
    }

    private static double sum(OpenPage page) {
        return Double.parseDouble(page.find("#basics-sum p").getDomAttribute("data-value"));
    }

    @Test
    void playMovesTheFilterUntilItIsPaused() throws Exception {
        Path file = folder.resolve("playing.html");
        Files.write(file, ExplainPage.html(Optional.empty()));
        try (OpenPage page = OpenPage.of(file)) {
            WebElement play = page.find("#basics .controls button");
            String start = page.find("#basics-sum p").getText();
            play.click();
            assertThat(play.getText()).isEqualTo("Pause");
            Instant end = Instant.now().plus(Duration.ofSeconds(10));
            while (page.find("#basics-sum p").getText().equals(start)
                    && Instant.now().isBefore(end)) {
                Thread.sleep(50);
            }
            play.click();
            String paused = page.find("#basics-sum p").getText();
            assertThat(paused).isNotEqualTo(start);
            Thread.sleep(800);
            assertThat(page.find("#basics-sum p").getText()).isEqualTo(paused);
        }
    }

    @Test
    void aLargeNetworkFits() throws IOException {
        Shape shape = new Shape(3, 224, 224);
        ExplainedNetwork network = SampleNetworks.of(BuiltInModel.RESNET50, shape, 1);
        Duration start = cpuTime();
        try (OpenPage page = open(network, Optional.empty(), SampleNetworks.images(shape, 4))) {
            Path file = folder.resolve("resnet50.html");
            assertThat(Files.size(file)).isBetween(1_000_000L, (long) PAGE_BYTES);
            Duration made =
                    cpuTime().minus(start).dividedBy(Runtime.getRuntime().availableProcessors());
            System.out.printf(
                    "resnet50 on 4 images: %.1f MB, made in %.1f s of all cores, opens in %.2f s%n",
                    Files.size(file) / 1e6, made.toMillis() / 1e3, medianLoad(page));
            assertThat(page.all("#images button")).hasSize(4);
            String folded = page.all("#graph .controls [aria-expanded=false]").stream()
                    .map(WebElement::getText)
                    .collect(Collectors.joining(", "));
            assertThat(folded).contains("56×56", "28×28", "14×14", "7×7");
            page.requireQuiet();
        }
    }

    private static double medianLoad(OpenPage page) {
        double[] seconds = new double[5];
        for (int i = 0; i < seconds.length; i++) {
            page.browser().navigate().refresh();
            seconds[i] = page.loadSeconds();
        }
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }

    /** The CPU time of this process: the machine may do other work at the same time. */
    private static Duration cpuTime() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    private static OpenPage open(ExplainedNetwork network, Optional<ExplainedNetwork> other, List<NetworkImage> images)
            throws IOException {
        Path file = folder.resolve(network.name() + ".html");
        Files.write(file, ExplainPage.html(Optional.of(Explainer.with("auto").explain(network, other, images))));
        return OpenPage.of(file);
    }
}
