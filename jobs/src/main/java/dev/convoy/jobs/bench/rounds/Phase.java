package dev.convoy.jobs.bench.rounds;

/** What a moment of a round goes to. */
enum Phase {
    /** The state on its way to the executors, from the driver's call to the value in the task's hands. */
    BROADCAST,
    /** Training; all else is averaging. */
    COMPUTE,
    /** Results cut into slices, shuffled and summed. */
    REDUCE,
    /** Averaged slices on their way to the driver, and put together there. */
    COLLECT,
    /** Tasks being sent and started, and slots that wait. */
    SCHEDULE
}
