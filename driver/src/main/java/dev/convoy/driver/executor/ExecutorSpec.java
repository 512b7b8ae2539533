package dev.convoy.driver.executor;

import dev.convoy.kernel.Device;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * What is sent to every executor, once, to compute there.
 *
 * @param <C> what is made of it there
 */
public interface ExecutorSpec<C extends ExecutorSpec.Computer> extends Serializable {
    /** @param device of the task that is the first to ask; those of others may differ */
    C open(Configuration hadoop, Device device);

    /** Serves the tasks of one process, several at a time. What it keeps between calls changes no result. */
    interface Computer extends AutoCloseable {
        @Override
        void close();
    }
}
