package dev.convoy.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Holds the tasks of a run until the test lets them go, so that what the test does happens at a known place of the run.
 * Spark loads it by {@code spark.plugins}; {@link RoundGate} is the test's side.
 */
public final class Gate implements SparkPlugin {
    /** Spark property: the file with the number of the first stage whose tasks wait. */
    static final String FILE = "spark.convoy.test.gate";

    private static final Pattern ROUND = Pattern.compile("round (\\d+):");

    /** Spark property: the number of stages of a round; 1 in local mode; 3 with two kinds, executors with a GPU first. */
    static final String STAGES = "spark.convoy.test.gate-stages";

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Waiting();
    }

    /** The file by which a task reports that it waits. */
    static Path waiting(Path gate, int stage, String executor) {
        return gate.resolveSibling(gate.getFileName() + "-stage-" + stage + "-executor-" + executor);
    }

    private static final class Waiting implements ExecutorPlugin {
        private Path gate;
        private String executor;
        private boolean hasTwoKinds;

        @Override
        public void init(PluginContext context, Map<String, String> extra) {
            gate = Path.of(context.conf().get(FILE));
            executor = context.executorID();
            hasTwoKinds = context.conf().getInt(STAGES, 2) == 3;
        }

        @Override
        public void onTaskStart() {
            TaskContext task = TaskContext.get();
            String job = task.getLocalProperty("spark.job.description");
            if (job == null || !job.startsWith("epoch ")) {
                return;
            }
            try {
                if (isHeld(task)) {
                    Files.writeString(waiting(gate, stage(task), executor), "");
                }
                while (isHeld(task) && !task.isInterrupted()) {
                    RunWatch.pause(2);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isHeld(TaskContext task) throws IOException {
            return stage(task) >= Integer.parseInt(Files.readString(gate));
        }

        /** Returns the number of the stage, from that of the first round; Spark numbers the two kinds' in any order. */
        private int stage(TaskContext task) throws IOException {
            if (!hasTwoKinds) {
                return task.stageId() - firstStage(task);
            }
            Matcher round = ROUND.matcher(task.getLocalProperty("spark.job.description"));
            if (!round.find()) {
                throw new IllegalStateException("the job of a round must say which");
            }
            int kind = task.resourcesJMap().containsKey("gpu") ? 0 : 1;
            // The state of the tests' network is one slice.
            return 3 * (Integer.parseInt(round.group(1)) - 1) + (task.numPartitions() == 1 ? 2 : kind);
        }

        /** Returns the first stage of the first round, which may follow other jobs; its tasks are the first to ask. */
        private int firstStage(TaskContext task) throws IOException {
            Path first = gate.resolveSibling(gate.getFileName() + "-first");
            if (!Files.exists(first)) {
                Path mine = Files.writeString(
                        first.resolveSibling(first.getFileName() + "-" + executor), Integer.toString(task.stageId()));
                Files.move(mine, first, StandardCopyOption.ATOMIC_MOVE);
            }
            return Integer.parseInt(Files.readString(first));
        }
    }
}
