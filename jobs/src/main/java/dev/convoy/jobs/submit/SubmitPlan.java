package dev.convoy.jobs.submit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan of a submission.
 *
 * @param environment variables of spark-submit and its child processes
 * @param javaOptions Java options of spark-submit's own process: the driver, unless that runs in the cluster
 * @param arguments arguments of spark-submit
 * @param properties a temporary file among the arguments, which is not needed once spark-submit has read it
 * @param notes lines for the user who submits
 * @param outcome file to which a driver in the cluster writes its outcome, if spark-submit waits for it
 */
record SubmitPlan(
        Map<String, String> environment,
        List<String> javaOptions,
        List<String> arguments,
        Optional<Path> properties,
        List<String> notes,
        Optional<OutcomeFile> outcome) {}
