package dev.convoy.jobs.sweep;

import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.SweepSettings.Strategy;
import dev.convoy.driver.sweep.Trial;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Prints one line for each event of a sweep, with how many trainings are done, and of how many if that is known. */
final class SweepConsole {
    private final List<Trial> trials;
    private final SweepSettings settings;
    private final Consumer<String> out;
    private final OptionalInt trainings;

    SweepConsole(List<Trial> trials, SweepSettings settings, Consumer<String> out) {
        this.trials = trials;
        this.settings = settings;
        this.out = out;
        this.trainings = settings.strategy() == Strategy.ASHA
                ? OptionalInt.empty()
                : OptionalInt.of(trainings(trials.size(), settings.rungs()));
    }

    private static int trainings(int trials, Rungs rungs) {
        int left = trials;
        int all = left;
        for (int rung = 0; !rungs.isLast(rung); rung++) {
            left = rungs.kept(rung, left);
            all += left;
        }
        return all;
    }

    /** @param done trainings to a rung that have ended */
    synchronized void show(SweepEvent event, int done) {
        String all = trainings.isPresent() ? "/" + trainings.getAsInt() : "";
        out.accept(Redaction.of("sweep " + done + all + " | " + text(event)));
    }

    private String text(SweepEvent event) {
        if (event.trial() == null) {
            return "all trials failed";
        }
        String trial = "trial " + Trial.name(event.trial());
        String keys = trials.get(event.trial() - 1).settings();
        return switch (event.event()) {
            case BEGUN -> "begins";
            case STARTED ->
                trial + (event.rung() == 1 ? " starts | " : " continues | ")
                        + (event.epochs() == null ? "to its end" : "to epoch " + event.epochs()) + " | " + keys;
            case RESULT -> trial + " | rung " + event.rung() + " | " + metric(event);
            case FAILED -> trial + " | rung " + event.rung() + " | failed: " + event.error();
            case PROMOTED -> trial + " | promoted from rung " + event.rung();
            case STOPPED -> trial + " | stopped at rung " + event.rung();
            case ENDED -> "best: " + trial + " | " + metric(event) + " | " + keys;
        };
    }

    private String metric(SweepEvent event) {
        return String.format(Locale.ROOT, "%s %.4f", settings.metric().key(), event.metric());
    }
}
