package dev.convoy.driver.round;

import org.apache.hadoop.conf.Configuration;

class LocalWorkersTest extends WorkersContract {
    @Override
    protected Workers open(WorkerSpec job) {
        return new LocalWorkers(job, 3, new Configuration());
    }
}
