package dev.convoy.driver.report.page;

import dev.convoy.driver.executor.AugmentedExamples.Seen;
import dev.convoy.driver.report.evaluation.Thumbnail;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the page of training images as the network sees them: one HTML file that asks for no other. */
public final class AugmentPage {
    private static final int SIDE = 96;
    /** What smoothing gives a class is no news. */
    private static final int MOST_SHARES = 3;

    private final List<String> classes;
    private final Thumbnail thumbnail = new Thumbnail(SIDE);

    /** @param classes names of the labels */
    public AugmentPage(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    private record Content(int epochs, String augment, String sizes, List<Row> rows) {}

    private record Row(Shown plain, List<Shown> epochs) {}

    private record Shown(String source, List<Object[]> shares) {}

    /**
     * @param augment text of {@code train.augment}
     * @param sizes what else the pixels depend on
     * @param plain the images without random changes
     * @param epochs the same images in each epoch
     */
    public byte[] html(String augment, String sizes, List<Seen> plain, List<List<Seen>> epochs) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int image = 0; image < plain.size(); image++) {
            List<Shown> shown = new ArrayList<>();
            for (List<Seen> epoch : epochs) {
                shown.add(shown(epoch.get(image)));
            }
            rows.add(new Row(shown(plain.get(image)), shown));
        }
        Content content = new Content(epochs.size(), augment, sizes, rows);
        return ReportPage.page(List.of("elements.js", "augment.js"), Json.line(content));
    }

    private Shown shown(Seen seen) throws IOException {
        List<Object[]> shares = IntStream.range(0, seen.labels().length)
                .boxed()
                .filter(label -> seen.labels()[label] > 0)
                .sorted(Comparator.comparingDouble(label -> -seen.labels()[label]))
                .limit(MOST_SHARES)
                .map(label -> new Object[] {classes.get(label), seen.labels()[label]})
                .toList();
        return new Shown(thumbnail.of(seen.image()), shares);
    }
}
