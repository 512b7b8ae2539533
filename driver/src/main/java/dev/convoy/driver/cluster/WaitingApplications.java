package dev.convoy.driver.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.YarnApplications;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether other applications wait for resources of the cluster: on YARN, those that wait for their application master, and
 * containers that any queue owes, unless some may be this application's own; on a standalone master, applications that
 * have had no executor yet, so that those that hold do not count.
 */
public final class WaitingApplications implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingApplications.class);
    private static final int CONNECT_MILLIS = 3_000;
    /** A cluster manager is not asked more often. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final SparkContext spark;
    private final Configuration hadoop;
    private long asked;
    private boolean answer;

    public WaitingApplications(SparkContext spark, Configuration hadoop) {
        this.spark = spark;
        this.hadoop = hadoop;
        this.asked = System.nanoTime() - EVERY.toNanos();
    }

    @Override
    public boolean getAsBoolean() {
        if (System.nanoTime() - asked >= EVERY.toNanos()) {
            answer = ask();
            asked = System.nanoTime();
        }
        return answer;
    }

    private boolean ask() {
        String master = spark.conf().get("spark.master", "");
        try {
            if (master.startsWith("yarn")) {
                return onYarn();
            }
            return master.startsWith("spark:") && onStandalone(master);
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            LOG.info("{} does not report who waits", master, e);
            return false;
        }
    }

    private boolean onYarn() throws IOException, YarnException {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(YarnApplications.within(hadoop, CONNECT_MILLIS));
            client.start();
            boolean accepted = client.getApplications(EnumSet.of(YarnApplicationState.ACCEPTED)).stream()
                    .anyMatch(application ->
                            !application.getApplicationId().toString().equals(spark.applicationId()));
            // Containers that this application waits for count among those of its queue.
            return accepted || (!SparkExecutors.mayBeMissing(spark) && owesContainers(client));
        }
    }

    private static boolean owesContainers(YarnClient client) throws IOException, YarnException {
        return client.getAllQueues().stream()
                .map(QueueInfo::getQueueStatistics)
                .anyMatch(queue -> queue != null && queue.getPendingContainers() > 0);
    }

    private boolean onStandalone(String master) throws IOException, InterruptedException {
        for (JsonNode application : StandaloneMaster.state(master).path("activeapps")) {
            if (application.path("state").asText().equals("WAITING")
                    && !application.path("id").asText().equals(spark.applicationId())) {
                return true;
            }
        }
        return false;
    }
}
