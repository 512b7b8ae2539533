package dev.convoy.jobs.explain;

import dev.convoy.driver.explain.NetworkImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the images of a page. If their classes are known, these are pairs: an image that the network got wrong, the
 * most confident mistake first, and one of the same class that it got right. Then come one more mistake, images that it
 * got right, and the other mistakes.
 *
 * @param most how many
 */
record ImageChoice(int most) {
    private record Judged(NetworkImage image, int predicted, float output) {
        boolean isWrong() {
            return image.label() >= 0 && image.label() != predicted;
        }
    }

    /** @param outputs the network's outputs for each image */
    List<NetworkImage> of(List<NetworkImage> images, List<float[]> outputs) {
        List<Judged> left = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            float[] all = outputs.get(i);
            int best = IntStream.range(0, all.length)
                    .reduce((a, b) -> all[b] > all[a] ? b : a)
                    .orElseThrow();
            left.add(new Judged(images.get(i), best, all[best]));
        }
        List<NetworkImage> chosen = new ArrayList<>();
        List<Judged> wrong = left.stream()
                .filter(Judged::isWrong)
                .sorted(Comparator.comparingDouble(judged -> -judged.output()))
                .toList();
        left.removeAll(wrong);
        for (Judged mistake : wrong) {
            Judged right = left.stream()
                    .filter(judged -> judged.predicted() == mistake.image().label())
                    .findFirst()
                    .orElse(null);
            if (right != null && chosen.size() + 2 <= most) {
                left.remove(right);
                chosen.add(mistake.image());
                chosen.add(right.image());
            }
        }
        List<NetworkImage> unpaired = wrong.stream()
                .map(Judged::image)
                .filter(image -> !chosen.contains(image))
                .toList();
        unpaired.stream().limit(1).forEach(chosen::add);
        left.forEach(judged -> chosen.add(judged.image()));
        unpaired.stream().skip(1).forEach(chosen::add);
        return chosen.stream().limit(most).toList();
    }
}
