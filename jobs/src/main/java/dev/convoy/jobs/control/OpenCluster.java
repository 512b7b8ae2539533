package dev.convoy.jobs.control;

import dev.convoy.driver.cluster.SparkExecutors;
import dev.convoy.driver.cluster.WaitingApplications;
import dev.convoy.driver.control.Executors;
import dev.convoy.jobs.job.Preparation;
import org.apache.hadoop.conf.Configuration;

/** The cluster of the Spark context, which is opened when there is something to compute. */
public final class OpenCluster implements Executors {
    private final Configuration hadoop;
    private WaitingApplications waiting;

    public OpenCluster(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    @Override
    public void giveBack() {
        Preparation.openCluster().ifPresent(spark -> new SparkExecutors(spark).giveBack());
    }

    @Override
    public void request() {
        Preparation.openCluster().ifPresent(spark -> new SparkExecutors(spark).request());
    }

    /** Whether other applications wait for resources. */
    public boolean othersWait() {
        if (waiting == null) {
            waiting = Preparation.openCluster()
                    .map(spark -> new WaitingApplications(spark, hadoop))
                    .orElse(null);
        }
        return waiting != null && waiting.getAsBoolean();
    }
}
