package dev.convoy.driver.report.page;

import dev.convoy.driver.config.RecordedKeys;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

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
                curves(rounds),
                epochEnds(rounds),
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

    /** Of very many epochs, some. */
    private static List<RunRecord.EpochEnd> epochEnds(List<RoundLine> rounds) {
        List<RoundLine> ends =
                rounds.stream().filter(line -> line.accuracy() != null).toList();
        List<RunRecord.EpochEnd> shown = new ArrayList<>();
        int count = Math.min(EPOCHS, ends.size());
        for (int i = 1; i <= count; i++) {
            RoundLine end = ends.get((int) ((long) ends.size() * i / count) - 1);
            shown.add(new RunRecord.EpochEnd(end.epoch(), end.round(), end.accuracy(), end.heldOutLoss()));
        }
        return shown;
    }

    private static RunRecord.Repeat repeat(RunFiles files) {
        String path = files.folder().path().toString();
        String command = "./submit.sh train --conf " + path + "/resolved.conf -D run.dir=" + path + "-again";
        RecordedKeys keys = RecordedKeys.of(files.settings());
        return new RunRecord.Repeat(
                Redaction.of(command),
                Redaction.of(keys.text("data.train")),
                Redaction.of(keys.text("model")),
                Redaction.of(files.settings()));
    }
}
