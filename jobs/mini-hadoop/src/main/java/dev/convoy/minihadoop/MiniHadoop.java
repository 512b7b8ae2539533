package dev.convoy.minihadoop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * Starts an HDFS of three DataNodes, replication 2, and a YARN of one NodeManager. Prints {@code ready} once a client
 * can use them with the {@code *-site.xml} files it has written, then reads one command from each line and answers
 * {@code done}. Ends when its input ends, so that it never outlives the process that started it.
 *
 * <p>The argument is the folder for those files. Everything else goes to the working folder.
 */
public final class MiniHadoop {
    private static final int DATA_NODES = 3;

    private MiniHadoop() {}

    public static void main(String[] arguments) throws IOException {
        Path sites = Path.of(arguments[0]);
        Configuration conf = configuration();
        try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(
                                conf, Path.of("hdfs").toAbsolutePath().toFile())
                        .numDataNodes(DATA_NODES)
                        .build();
                MiniYARNCluster yarn = new MiniYARNCluster("yarn", 1, 1, 1)) {
            hdfs.waitActive();
            yarn.init(conf);
            yarn.start();
            Configuration client = new Configuration(yarn.getConfig());
            // Clients do not have this test class.
            client.unset("net.topology.node.switch.mapping.impl");
            write(client, sites);
            System.out.println("ready");
            obey(hdfs);
        }
        // Hadoop leaves threads running.
        Runtime.getRuntime().halt(0);
    }

    private static Configuration configuration() {
        Configuration conf = new Configuration();
        conf.setInt("dfs.replication", 2);
        // Tests share the machine: neither its memory nor its full disks may stop containers.
        conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
        conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        conf.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 16 * 1024);
        conf.setInt("yarn.scheduler.minimum-allocation-mb", 128);
        conf.setFloat("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
        // GPUs for every container, as YARN counts them; executors find them with nvidia-smi.
        conf.set("yarn.resource-types", "yarn.io/gpu");
        conf.setInt("yarn.nodemanager.resource-type.yarn.io/gpu", 4);
        conf.set(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
        // There is no capacity-scheduler.xml on the class path.
        conf.set("yarn.scheduler.capacity.root.queues", "default,other");
        for (String queue : new String[] {"default", "other"}) {
            conf.set("yarn.scheduler.capacity.root." + queue + ".capacity", "50");
            conf.set("yarn.scheduler.capacity.root." + queue + ".maximum-capacity", "100");
            conf.set("yarn.scheduler.capacity.root." + queue + ".user-limit-factor", "2");
        }
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
        preempt(conf);
        return conf;
    }

    /** Each queue can use the whole cluster until the other wants its half. */
    private static void preempt(Configuration conf) {
        conf.setBoolean("yarn.resourcemanager.scheduler.monitor.enable", true);
        String policy = "yarn.resourcemanager.monitor.capacity.preemption.";
        conf.setInt(policy + "monitoring_interval", 500);
        conf.setInt(policy + "max_wait_before_kill", 1000);
        conf.setFloat(policy + "total_preemption_per_round", 1);
        conf.setFloat(policy + "natural_termination_factor", 1);
    }

    /** Writes the files for clients, now that the ports are known. */
    private static void write(Configuration conf, Path sites) throws IOException {
        Files.createDirectories(sites);
        for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
            try (var out = Files.newOutputStream(sites.resolve(name))) {
                conf.writeXml(out);
            }
        }
    }

    private static void obey(MiniDFSCluster hdfs) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.equals("stop-datanode")) {
                throw new IllegalArgumentException("a command must be stop-datanode. Given: " + line);
            }
            hdfs.stopDataNode(0);
            System.out.println("done");
        }
    }
}
