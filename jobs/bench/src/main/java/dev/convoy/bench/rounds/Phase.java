package dev.convoy.bench.rounds;

/** The phases of a round. */
enum Phase {
    /** Sending the state to the executors, from the driver's call until the task has the value. */
    BROADCAST,
    /** Training; everything else is averaging. */
    COMPUTE,
    /** Everything else that tasks do: they are deserialized, divide results into slices, shuffle and sum them. */
    REDUCE,
    /** Sending averaged slices to the driver, and putting them together there. */
    COLLECT,
    /** Sending tasks to executors, and slots that wait. */
    SCHEDULE
}
