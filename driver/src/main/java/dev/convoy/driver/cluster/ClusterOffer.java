package dev.convoy.driver.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.YarnApplications;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The free resources of a cluster, as its manager reports them. */
final class ClusterOffer {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterOffer.class);
    private static final int CONNECT_MILLIS = 3_000;
    private static final int MAX_NODES = 5;

    private ClusterOffer() {}

    /** Describes the free resources for the console, or says that the manager does not report them. */
    static String describe(SparkConf spark, Configuration hadoop) {
        String master = spark.get("spark.master", "");
        try {
            if (master.startsWith("spark:")) {
                return list(master, standalone(master));
            }
            if (master.startsWith("yarn")) {
                return list("YARN", yarn(hadoop));
            }
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            LOG.info("{} does not report its free resources", master, e);
            return master + " does not report its free resources";
        }
        return "the cluster is " + master;
    }

    private static String list(String cluster, List<String> nodes) {
        if (nodes.isEmpty()) {
            return cluster + " has no workers: start some";
        }
        String more = nodes.size() > MAX_NODES ? " and " + (nodes.size() - MAX_NODES) + " more" : "";
        return cluster + " has free " + String.join(", ", nodes.subList(0, Math.min(MAX_NODES, nodes.size()))) + more
                + ". Ask for less, or wait until other applications end";
    }

    private static List<String> standalone(String masters) throws IOException, InterruptedException {
        List<String> free = new ArrayList<>();
        for (JsonNode worker : StandaloneMaster.state(masters).path("workers")) {
            if (worker.path("state").asText().equals("ALIVE")) {
                free.add(node(
                        worker.path("host").asText(),
                        worker.path("coresfree").asInt(),
                        worker.path("memoryfree").asLong()));
            }
        }
        return free;
    }

    private static List<String> yarn(Configuration hadoop) throws IOException, YarnException {
        List<String> free = new ArrayList<>();
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(YarnApplications.within(hadoop, CONNECT_MILLIS));
            client.start();
            for (NodeReport report : client.getNodeReports(NodeState.RUNNING)) {
                free.add(node(
                        report.getNodeId().getHost(),
                        report.getCapability().getVirtualCores()
                                - report.getUsed().getVirtualCores(),
                        report.getCapability().getMemorySize()
                                - report.getUsed().getMemorySize()));
            }
        }
        return free;
    }

    private static String node(String host, int cores, long mebibytes) {
        return String.format(Locale.ROOT, "%d cores and %d MiB on %s", cores, mebibytes, host);
    }
}
