package dev.convoy.driver.report.page;

import dev.convoy.driver.round.LayerChange;
import java.util.ArrayList;
import java.util.List;

/**
 * How rounds changed the layers.
 *
 * @param rounds the rounds that were compared, or some of them
 * @param ratios of each layer, in the order of rounds: norm of the change by that of the parameters
 * @param gradients norm of the gradient; null where it is not known
 */
record Layers(List<Integer> rounds, List<String> names, List<List<Double>> ratios, List<List<Double>> gradients) {
    private static final int MOST = 60;

    static Layers of(List<RoundLine> all) {
        List<RoundLine> compared =
                all.stream().filter(line -> !line.layers().isEmpty()).toList();
        List<RoundLine> shown = new ArrayList<>();
        int count = Math.min(MOST, compared.size());
        for (int i = 1; i <= count; i++) {
            shown.add(compared.get((int) ((long) compared.size() * i / count) - 1));
        }
        List<String> names = shown.isEmpty()
                ? List.of()
                : shown.get(0).layers().stream().map(LayerChange::name).toList();
        List<List<Double>> ratios = new ArrayList<>();
        List<List<Double>> gradients = new ArrayList<>();
        for (int layer = 0; layer < names.size(); layer++) {
            List<Double> ratio = new ArrayList<>();
            List<Double> gradient = new ArrayList<>();
            for (RoundLine line : shown) {
                LayerChange change = line.layers().get(layer);
                ratio.add(change.norm() > 0 ? Series.rounded(change.change() / change.norm()) : null);
                gradient.add(change.gradient() == null ? null : Series.rounded(change.gradient()));
            }
            ratios.add(ratio);
            gradients.add(gradient);
        }
        return new Layers(shown.stream().map(RoundLine::round).toList(), names, ratios, gradients);
    }
}
