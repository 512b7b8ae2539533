package dev.convoy.driver.report.page;

import dev.convoy.driver.config.RecordedKeys;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/** Reads what a page shows of a run from the run's folder. */
final class RunReader {
    private static final int POINTS = 1000;
    /** Points of each curve where a page shows many runs. */
    private static final int FEWEST = 100;

    private static final int EPOCHS = 500;

    private final int points;
    private final boolean isAlone;

    /** @param runs number of runs on the page */
    RunReader(int runs) {
        this.points = Math.max(FEWEST, POINTS / runs);
        this.isAlone = runs == 1;
    }

    RunRecord read(RunFolder folder, String name) throws IOException {
        RunFiles files = RunFiles.read(folder);
        List<RoundLine> rounds = files.rounds();
        TimeUse time = TimeUse.of(files.summary(), rounds);
        return new RunRecord(
                name,
                Redaction.of(Verdict.of(files.summary(), rounds, time)),
                files.summary(),
                RunTable.settings(files),
                curves(rounds),
                epochEnds(rounds, files.summary().path("best").path("round").asInt()),
                split(rounds),
                time,
                time.seconds().keySet().stream().collect(Collectors.toMap(key -> key, TimeNames::of)),
                isAlone ? parts(rounds) : Map.of(),
                Executors.of(isAlone ? rounds : List.of()),
                Layers.of(isAlone ? rounds : List.of()),
                isAlone ? files.conclusion().map(SparseScores::of).orElse(null) : null,
                repeat(files));
    }

    private Map<String, Series> curves(List<RoundLine> rounds) {
        Map<String, Series> curves = new LinkedHashMap<>();
        curves.put("loss", series(rounds, RoundLine::loss));
        curves.put("learningRate", series(rounds, RoundLine::learningRate));
        curves.put("imagesPerSecond", series(rounds, RoundLine::imagesPerSecond));
        return curves;
    }

    private Map<String, Series> parts(List<RoundLine> rounds) {
        Map<String, Series> parts = new LinkedHashMap<>();
        rounds.stream()
                .flatMap(line -> line.parts().keySet().stream())
                .distinct()
                .forEach(name ->
                        parts.put(name, series(rounds, line -> line.parts().getOrDefault(name, 0.0), POINTS / 4)));
        return parts;
    }

    private Series series(List<RoundLine> rounds, ToDoubleFunction<RoundLine> value) {
        return series(rounds, value, points);
    }

    private static Series series(List<RoundLine> rounds, ToDoubleFunction<RoundLine> value, int most) {
        return Series.of(
                rounds.stream()
                        .map(line -> new Series.Point(line.round(), value.applyAsDouble(line)))
                        .toList(),
                most);
    }

    /** Of very many epochs, some, and the best. */
    private static List<RunRecord.EpochEnd> epochEnds(List<RoundLine> rounds, int best) {
        List<RoundLine> ends =
                rounds.stream().filter(line -> line.accuracy() != null).toList();
        int step = Math.max(1, ends.size() / EPOCHS);
        return IntStream.range(0, ends.size())
                .filter(i -> (ends.size() - 1 - i) % step == 0 || ends.get(i).round() == best)
                .mapToObj(ends::get)
                .filter(end -> Double.isFinite(end.heldOutLoss()))
                .map(end -> new RunRecord.EpochEnd(end.epoch(), end.round(), end.accuracy(), end.heldOutLoss()))
                .toList();
    }

    private static String split(List<RoundLine> rounds) {
        return rounds.stream().anyMatch(line -> line.validationAccuracy() != null) ? "validation" : "test";
    }

    private static RunRecord.Repeat repeat(RunFiles files) {
        RecordedKeys keys = RecordedKeys.of(files.settings());
        return new RunRecord.Repeat(
                Redaction.of(repeat(files.folder().path(), keys)),
                Redaction.of(keys.text("data.train")),
                Redaction.of(keys.text("model")),
                Redaction.of(files.settings()));
    }

    /** Returns the command; submit.sh reads settings from local files only. */
    private static String repeat(Path folder, RecordedKeys keys) {
        boolean isLocal = "file".equals(folder.toUri().getScheme());
        String settings = (isLocal ? folder.toUri().getPath() : folder) + "/resolved.conf";
        return (isLocal ? "" : "hadoop fs -get -f " + quoted(settings) + " && ") + "./submit.sh train --conf "
                + (isLocal ? quoted(settings) : "resolved.conf")
                + " -D run.dir=" + quoted(folder + "-again")
                // Its time is over.
                + (keys.text("train.until").isEmpty() ? "" : " -D train.until=null");
    }

    /** Returns a word for a shell. */
    private static String quoted(String word) {
        return word.matches("[\\w./:@%+=-]*") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
