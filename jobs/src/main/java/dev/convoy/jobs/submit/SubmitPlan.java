package dev.convoy.jobs.submit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be started.
 *
 * @param environment variables of spark-submit and what it starts
 * @param javaOptions of the Java process that spark-submit itself is: the driver, unless that runs in the cluster
 * @param arguments of spark-submit
 * @param properties a temporary file among the arguments, which is not needed once spark-submit has read it
 * @param notes lines for the person who submits
 * @param outcome where a driver in the cluster leaves how it ended, if spark-submit waits for it
 */
record SubmitPlan(
        Map<String, String> environment,
        List<String> javaOptions,
        List<String> arguments,
        Optional<Path> properties,
        List<String> notes,
        Optional<String> outcome) {}
