package dev.convoy.driver.doctor;

import dev.convoy.driver.run.YarnApplications;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What YARN's resource manager says about itself.
 *
 * @param queues names of the queues that take applications
 * @param stopped names of the queues that take none
 * @param largest memory of the largest machine in MiB; 0 if there is none
 */
public record YarnFacts(Set<String> queues, Set<String> stopped, long largest) {
    private static final Logger LOG = LoggerFactory.getLogger(YarnFacts.class);
    private static final int CONNECT_MILLIS = 3_000;

    /** Asks the resource manager, and starts nothing there; empty if it does not answer within some seconds. */
    public static Optional<YarnFacts> ask(Configuration hadoop) {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(YarnApplications.within(hadoop, CONNECT_MILLIS));
            client.start();
            Set<String> queues = new HashSet<>();
            Set<String> stopped = new HashSet<>();
            for (QueueInfo queue : client.getAllQueues()) {
                List<QueueInfo> below = queue.getChildQueues();
                if (below == null || below.isEmpty()) {
                    (queue.getQueueState() == QueueState.RUNNING ? queues : stopped).add(queue.getQueueName());
                }
            }
            long largest = client.getNodeReports(NodeState.RUNNING).stream()
                    .map(NodeReport::getCapability)
                    .mapToLong(capability -> capability.getMemorySize())
                    .max()
                    .orElse(0);
            return Optional.of(new YarnFacts(queues, stopped, largest));
        } catch (YarnException | IOException | RuntimeException e) {
            LOG.warn("the resource manager does not answer", e);
            return Optional.empty();
        }
    }
}
