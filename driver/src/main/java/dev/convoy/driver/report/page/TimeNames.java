package dev.convoy.driver.report.page;

/** What the names of a run's parts of time mean. */
final class TimeNames {
    private TimeNames() {}

    static String of(String name) {
        return switch (name) {
            case "start" -> "starting: Spark, the model and the data's description";
            case "compute" -> "computing gradients and updates";
            case "read" -> "waiting for examples that are being read";
            case "decode" -> "waiting for examples that are being decoded and augmented";
            case "state" -> "sending the averaged network to executors";
            case "average" -> "averaging";
            case "wait" -> "waiting: for the slowest task, for Spark, or for lost executors";
            case "evaluate" -> "evaluating on held-out images";
            case "statistics" -> "computing the statistics of batch normalization anew";
            case "hold" -> "holding, without executors";
            case "report" -> "writing reports";
            case "checkpoint" -> "writing checkpoints";
            case "other" -> "in rounds, not divided further";
            default -> name;
        };
    }
}
