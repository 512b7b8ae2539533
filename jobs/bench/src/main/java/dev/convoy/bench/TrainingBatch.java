package dev.convoy.bench;

import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.kernel.Batch;
import dev.convoy.worker.BatchAssembler;
import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** One minibatch of real images for benchmarks. */
final class TrainingBatch {
    private TrainingBatch() {}

    /** Returns the first images of the training data. */
    static Batch first(WorkerSpec job, Configuration hadoop) throws IOException {
        BatchAssembler assembler = new BatchAssembler(job.shape(), job.classes(), job.normalization());
        assembler.clear();
        assembler.add(
                job.data().trainShards().get(0).read(hadoop),
                IntStream.range(0, job.plan().batchSize()).toArray());
        return assembler.batch(job.plan().seed());
    }
}
