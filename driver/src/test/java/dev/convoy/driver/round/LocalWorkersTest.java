package dev.convoy.driver.round;

import dev.convoy.driver.executor.WorkerSpec;
import org.apache.hadoop.conf.Configuration;

class LocalWorkersTest extends WorkersContract {
    @Override
    protected Workers open(WorkerSpec job) {
        return new LocalWorkers(job, 3, new Configuration());
    }
}
