package dev.convoy.driver.report;

/** Is told what happens in a run. What it throws is logged and changes nothing. */
public interface TrainingListener {
    /** A round was averaged, and evaluated if it ended an epoch. */
    void roundDone(RoundReport report);
}
