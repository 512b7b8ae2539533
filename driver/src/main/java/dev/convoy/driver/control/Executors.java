package dev.convoy.driver.control;

/** The executors of a run. */
public interface Executors {
    /** Gives all of them back to the cluster. */
    void giveBack();

    /** Asks the cluster for as many as the run started with; returns before they are there. */
    void request();
}
