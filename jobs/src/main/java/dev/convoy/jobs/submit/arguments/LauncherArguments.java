package dev.convoy.jobs.submit.arguments;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code submit.sh}, divided into the parts of its readers.
 *
 * @param cluster the name that {@code --cluster} gives
 * @param dryRun whether the command is printed and not started
 * @param job the verb and its options
 * @param spark arguments of spark-submit, which follow {@code --}
 */
public record LauncherArguments(Optional<String> cluster, boolean dryRun, List<String> job, List<String> spark) {
    private static final String CLUSTER = "--cluster";
    private static final Set<String> WITHOUT_CLUSTER =
            Set.of("augment", "compare", "explain", "export", "hold", "report", "resume", "stop");

    public static LauncherArguments parse(List<String> arguments) {
        int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
        Optional<String> cluster = Optional.empty();
        boolean dryRun = false;
        List<String> job = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            String argument = arguments.get(i);
            if (argument.equals("--dry-run")) {
                dryRun = true;
            } else if (argument.startsWith(CLUSTER + "=")) {
                cluster = Optional.of(argument.substring(CLUSTER.length() + 1));
            } else if (argument.equals(CLUSTER)) {
                i++;
                if (i == end) {
                    throw new InvalidInputException(CLUSTER + " needs a name", "nothing", "Use one of conf/cluster.");
                }
                cluster = Optional.of(arguments.get(i));
            } else {
                job.add(argument);
            }
        }
        return new LauncherArguments(
                cluster,
                dryRun,
                List.copyOf(job),
                List.copyOf(arguments.subList(Math.min(end + 1, arguments.size()), arguments.size())));
    }

    /** Whether the job starts no Spark job, so that it needs no cluster and its files are those of this machine. */
    public boolean needsNoCluster() {
        return spark.stream().noneMatch(argument -> argument.startsWith("--class"))
                && !job.isEmpty()
                && WITHOUT_CLUSTER.contains(job.get(0));
    }

    /** Whether the job starts with these words. */
    public boolean isVerb(String... words) {
        return job.size() >= words.length && job.subList(0, words.length).equals(List.of(words));
    }
}
