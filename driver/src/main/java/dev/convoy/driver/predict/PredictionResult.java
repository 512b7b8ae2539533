package dev.convoy.driver.predict;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.convoy.worker.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What came of a prediction. */
public final class PredictionResult {
    private final PartResult parts;
    private final List<String> classes;

    PredictionResult(PartResult parts, List<String> classes) {
        this.parts = parts;
        this.classes = classes;
    }

    /** Number of images that were predicted. */
    public long images() {
        return parts.images();
    }

    /** Returns the prediction of the first image, for people. */
    public Optional<String> first() {
        return Optional.ofNullable(parts.first());
    }

    /** Number of files that could not be read. */
    public long unreadable() {
        return parts.unreadable();
    }

    /** The first files that could not be read, with the reasons. */
    public List<String> unreadableExamples() {
        return parts.unreadableExamples();
    }

    /**
     * How right the predictions are; there must be labelled images.
     *
     * @param accuracy share of the images whose class has the greatest output
     * @param top5Accuracy share of the images whose class is among the five greatest outputs; null if it is not known
     * @param loss mean loss
     * @param calibrationError expected calibration error: the mean over the images of |accuracy − confidence| of their
     *     bin, for 15 bins of equal width (Guo and others, 2017)
     * @param perClass one for each output of the network
     * @param confusion number of images by true class (row) and predicted class (column)
     */
    public record Scores(
            long images,
            double accuracy,
            @JsonInclude(Include.NON_NULL) Double top5Accuracy,
            double loss,
            double calibrationError,
            List<Bin> calibration,
            List<ClassScores> perClass,
            List<List<Long>> confusion) {}

    /** Scores of a class; 0 where nothing can be divided. */
    public record ClassScores(String name, long images, double precision, double recall, double f1) {}

    /** Images whose greatest output is in a bin, with the mean of that output and the share that is right. */
    public record Bin(double from, double to, long images, double confidence, double accuracy) {}

    public Scores scores() {
        EvaluationSums sums = parts.sums();
        return scores(sums, (double) sums.inTopFive / sums.examples, classes);
    }

    /**
     * Returns the scores of an evaluation in training.
     *
     * @param classes names of the network's outputs
     */
    public static Scores scores(Predictions predictions, List<String> classes) {
        return scores(EvaluationSums.of(predictions), null, classes);
    }

    private static Scores scores(EvaluationSums sums, Double top5Accuracy, List<String> classes) {
        double count = sums.examples;
        List<Bin> bins = bins(sums);
        double error = bins.stream()
                        .mapToDouble(bin -> bin.images() * Math.abs(bin.accuracy() - bin.confidence()))
                        .sum()
                / count;
        List<List<Long>> confusion = confusion(sums, classes.size());
        return new Scores(
                sums.examples,
                sums.right / count,
                top5Accuracy,
                sums.lossSum / count,
                error,
                bins,
                perClass(confusion, classes),
                confusion);
    }

    private static List<Bin> bins(EvaluationSums sums) {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < EvaluationSums.BINS; bin++) {
            long images = sums.binExamples[bin];
            bins.add(new Bin(
                    (double) bin / EvaluationSums.BINS,
                    (bin + 1.0) / EvaluationSums.BINS,
                    images,
                    images == 0 ? 0 : sums.binConfidence[bin] / images,
                    images == 0 ? 0 : (double) sums.binRight[bin] / images));
        }
        return bins;
    }

    private static List<List<Long>> confusion(EvaluationSums sums, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(label -> IntStream.range(0, classes)
                        .mapToObj(predicted -> sums.count(label, predicted))
                        .toList())
                .toList();
    }

    private static List<ClassScores> perClass(List<List<Long>> confusion, List<String> classes) {
        List<ClassScores> scores = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            int column = k;
            long images = confusion.get(k).stream().mapToLong(Long::longValue).sum();
            long predicted =
                    confusion.stream().mapToLong(row -> row.get(column)).sum();
            double right = confusion.get(k).get(k);
            double precision = predicted == 0 ? 0 : right / predicted;
            double recall = images == 0 ? 0 : right / images;
            double f1 = right == 0 ? 0 : 2 * precision * recall / (precision + recall);
            scores.add(new ClassScores(classes.get(k), images, precision, recall, f1));
        }
        return scores;
    }
}
