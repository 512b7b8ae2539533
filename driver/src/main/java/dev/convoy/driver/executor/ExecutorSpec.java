package dev.convoy.driver.executor;

import dev.convoy.kernel.Device;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * A computation that is sent to every executor once.
 *
 * @param <C> the runtime that an executor builds from it
 */
public interface ExecutorSpec<C extends ExecutorSpec.Computer> extends Serializable {
    /** @param device device of the first task; other tasks may have other devices */
    C open(Configuration hadoop, Device device);

    /** Serves the tasks of one process, several at a time. Its caches do not change results. */
    interface Computer extends AutoCloseable {
        @Override
        void close();
    }
}
