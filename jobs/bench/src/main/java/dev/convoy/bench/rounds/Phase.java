package dev.convoy.bench.rounds;

/** What a moment of a round goes to. */
enum Phase {
    /** The state on its way to the executors, from the driver's call to the value in the task's hands. */
    BROADCAST,
    /** Training; all else is averaging. */
    COMPUTE,
    /** All else that tasks do: being read, cutting results into slices, shuffling and summing them. */
    REDUCE,
    /** Averaged slices on their way to the driver, and put together there. */
    COLLECT,
    /** Tasks on their way, and slots that wait. */
    SCHEDULE
}
