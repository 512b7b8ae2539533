package dev.convoy.jobs.report;

import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.report.ModelSummary;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.worker.ModelState;
import java.io.PrintStream;
import java.util.Locale;

/** The lines of a training on the console, but for those about each round; without secrets. */
public record RunConsole(Preparation prepared, RunFolder folder, PrintStream out) {
    /** Says what is trained, with which kernel, and where it is saved. */
    public void announce() {
        out.print(ModelSummary.of(prepared.model()));
        prepared.notes().forEach(note -> line("model: " + note));
        prepared.kernel().reasons().forEach(reason -> line("kernel: " + reason));
        line("run folder " + folder.path() + " (the same command with -D run.dir=" + folder.path()
                + " continues this run)");
    }

    public void line(String text) {
        out.println(Redaction.of(text));
    }

    public void continuesAfter(int rounds) {
        line("continues after round " + rounds + ", from a checkpoint");
    }

    /**
     * @param seeded the state that a model without saved weights starts from
     * @param updates updates that saved weights have had
     */
    public void starts(ModelState seeded, int updates) {
        prepared.loaded()
                .weights()
                .ifPresent(weights -> line(String.format(
                        Locale.ROOT,
                        "starts from the weights of the model's file; its optimizer state %s",
                        weights.continuesUpdater(seeded)
                                ? String.format(Locale.ROOT, "continues after %,d updates", updates)
                                : "is re-initialized")));
    }

    /** @param by what early stopping looks at */
    public void endsEarly(BestBy by, Progress end) {
        line(String.format(
                Locale.ROOT,
                "ends early, after epoch %d: %s has not improved%s for %d epochs; the best, %.4f, was after round %d",
                end.cursor().epoch(),
                by.key(),
                by.minImprovement() > 0 ? " by more than " + by.minImprovement() : "",
                end.scores().stale(),
                end.scores().best(),
                end.scores().bestRound()));
    }

    /** Returns what is saved, and the command that continues. */
    public String saved(int rounds) {
        String where = folder.path() + "; the same command with -D run.dir=" + folder.path();
        return Redaction.of(
                rounds == 0
                        ? "no round is saved yet in " + where + " starts again"
                        : "round " + rounds + " is saved in " + where + " continues");
    }
}
