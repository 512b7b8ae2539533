package dev.convoy.jobs.sweep;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.page.ReportPage;
import dev.convoy.driver.report.page.RunRow;
import dev.convoy.driver.report.page.RunTable;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.Status;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** The table of a sweep's trials: on the console, as {@code sweep.csv} and as {@code sweep.html}. */
public final class SweepResults {
    /** The folder of the trials' run folders, in that of the sweep. */
    public static final String TRIALS = "trials";

    private static final String CSV = "sweep.csv";
    private static final String PAGE = "sweep.html";

    private final RunFolder folder;
    private final List<Trial> trials;
    private final SweepSettings settings;
    private final SweepLog log;

    public SweepResults(RunFolder folder, List<Trial> trials, SweepSettings settings, SweepLog log) {
        this.folder = folder;
        this.trials = trials;
        this.settings = settings;
        this.log = log;
    }

    private record Placed(RunRow row, Optional<SweepEvent> result) {
        int rung() {
            return result.map(SweepEvent::rung).orElse(0);
        }

        double metric() {
            return result.map(SweepEvent::metric).orElse(Double.NaN);
        }
    }

    /**
     * Writes the table, the best first: those that came further are better.
     *
     * @throws InvalidInputException if no trial has a result
     */
    public void write(PrintStream out) throws IOException {
        List<Placed> placed = new ArrayList<>();
        for (Trial trial : trials) {
            placed.add(new Placed(row(trial), lastResult(trial)));
        }
        placed.sort(Comparator.comparing(Placed::rung, Comparator.reverseOrder())
                .thenComparing(Placed::metric, settings.metric().bestFirst())
                .thenComparing(one -> one.row().name()));
        RunTable table = new RunTable(
                settings.metric(),
                List.copyOf(settings.keys().keySet()),
                placed.stream().map(Placed::row).toList());
        folder.replace(CSV, table.csv());
        folder.replace(PAGE, table.page("Sweep " + folder.path().getName()));
        out.print(table.text());
        out.println("wrote " + new Path(folder.path(), CSV) + " and " + PAGE);
        if (placed.get(0).rung() == 0) {
            throw new InvalidInputException(
                    "a sweep needs a trial that does not fail",
                    trials.size() + " that failed, one with: "
                            + placed.get(0).row().error(),
                    "Correct the sweep's file, and give another -D run.dir=FOLDER.");
        }
    }

    private Optional<SweepEvent> lastResult(Trial trial) {
        for (int rung = settings.rungs().count(); rung > 0; rung--) {
            Optional<SweepEvent> result = log.find(Kind.RESULT, trial.number(), rung);
            if (result.isPresent()) {
                return result;
            }
        }
        return Optional.empty();
    }

    private RunRow row(Trial trial) throws IOException {
        SweepEvent last = log.last(trial.number()).orElseThrow();
        String status =
                switch (last.event()) {
                    case STOPPED -> "stopped at rung " + last.rung();
                    case FAILED -> Status.FAILED.key();
                    default -> Status.COMPLETED.key();
                };
        String page = TRIALS + "/" + trial.name() + "/" + ReportPage.FILE;
        Path file = new Path(folder.path(), page);
        return RunRow.trial(
                new RunFolder(folder.files(), file.getParent()),
                trial.name(),
                trial.keys(),
                status,
                last.error(),
                folder.files().exists(file) ? page : null);
    }
}
