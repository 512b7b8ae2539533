package dev.convoy.driver.doctor;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.kernel.graph.Model;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** What is known about a job before it trains. Checks of what is not known find nothing. */
public record Facts(JobConfig job, Cluster cluster, Input input, List<HostFacts> hosts) {
    /**
     * Where the job would run.
     *
     * @param cores number of cores of the driver's machine
     */
    public record Cluster(SparkSettings spark, Configuration hadoop, int cores, Optional<YarnFacts> yarn) {}

    /**
     * What the job would train, and on what.
     *
     * @param examples number of training images; 0 if it is not known
     * @param data the splits that are in prepared datasets
     */
    public record Input(Optional<Model> model, long examples, List<DataFacts> data) {
        public static final Input UNKNOWN = new Input(Optional.empty(), 0, List.of());
    }

    /** Returns the facts with what executors say about their machines. */
    public Facts with(List<HostFacts> found) {
        return new Facts(job, cluster, input, found);
    }

    /** Returns the facts with what the job would train. */
    public Facts with(Input found) {
        return new Facts(job, cluster, found, hosts);
    }

    SparkSettings spark() {
        return cluster.spark();
    }
}
