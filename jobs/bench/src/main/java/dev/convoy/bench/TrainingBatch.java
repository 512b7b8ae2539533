package dev.convoy.bench;

import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.kernel.Batch;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** One minibatch of real images for benchmarks. */
final class TrainingBatch {
    private TrainingBatch() {}

    /** Returns the first images of the training data. */
    static Batch first(WorkerSpec job, Configuration hadoop) throws IOException {
        int size = job.plan().batchSize();
        InputRule rule = job.data().train().rule();
        MinibatchBuffer buffer = new MinibatchBuffer(
                job.shape(), job.classes(), rule.normalization(), rule.labels().smoothing());
        buffer.reserve(size, true);
        job.data().train().shards().get(0).read(hadoop, (index, label, pixels, length) -> {
            if (index < size) {
                buffer.pixels((int) index, pixels, 0, label);
            }
        });
        return buffer.batch(size, job.plan().seed());
    }
}
