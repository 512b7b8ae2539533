package dev.convoy.jobs.doctor;

import dev.convoy.driver.doctor.Finding;
import java.util.List;

/**
 * The result of an examination.
 *
 * @param notes a sentence for each thing that could not be checked
 * @param inCluster whether the driver runs in the cluster
 */
record Diagnosis(List<Finding> findings, List<String> notes, boolean inCluster) {
    String summary() {
        long errors = findings.stream().filter(Finding::stops).count();
        long warnings = findings.size() - errors;
        return findings.isEmpty() ? "no findings" : count(errors, "error") + ", " + count(warnings, "warning");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
