package dev.convoy.driver.spark;

import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.kernel.Device;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The specification of a computation, broadcast once, with the runtime that each executor builds from it. As long as
 * Spark keeps the broadcast value, its tasks share one {@link ExecutorSpec.Computer}; if Spark drops it for want of
 * memory, the next task builds another.
 *
 * <p>Spark closes a broadcast value that is {@link AutoCloseable} on each executor when it removes it, which is when the
 * driver destroys the broadcast: kernels and their memory end with the training, or with the last task that uses them.
 *
 * <p>The specification is sent as bytes, so that it does not depend on {@code spark.serializer}.
 */
final class BroadcastRuntime<C extends ExecutorSpec.Computer> implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final byte[] serializedSpec;
    private transient C computer;
    private transient int users;
    private transient boolean closing;

    BroadcastRuntime(ExecutorSpec<C> spec, Configuration hadoop) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(spec);
            out.writeObject(new SerializableConfiguration(hadoop));
            out.flush();
            this.serializedSpec = bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Computes with the runtime, which stays open meanwhile.
     *
     * @param device device of the calling task
     */
    <R> R use(Device device, Function<C, R> computation) {
        C opened = enter(device);
        try {
            return computation.apply(opened);
        } finally {
            leave();
        }
    }

    private synchronized C enter(Device device) {
        if (computer == null) {
            NativeCache.keepApart();
            computer = openUninterrupted(device);
        }
        users++;
        return computer;
    }

    private synchronized void leave() {
        users--;
        closeUnused();
    }

    /**
     * Opens the runtime on a separate thread, because Spark interrupts the thread of a task that it ends, such as a
     * slower copy: a class that is interrupted while it loads its native library stays unusable as long as the executor
     * lives.
     */
    private C openUninterrupted(Device device) {
        try {
            return CompletableFuture.supplyAsync(() -> open(device), task -> new Thread(task, "open kernels").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closing = true;
        closeUnused();
    }

    private void closeUnused() {
        if (closing && users == 0 && computer != null) {
            computer.close();
            computer = null;
            closing = false;
        }
    }

    @SuppressWarnings("unchecked")
    private C open(Device device) {
        try (ObjectInputStream in = new ContextObjectInput(new ByteArrayInputStream(serializedSpec))) {
            ExecutorSpec<C> opened = (ExecutorSpec<C>) in.readObject();
            return opened.open(((SerializableConfiguration) in.readObject()).value(), device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the executor's jar lacks a class of the driver's", e);
        }
    }

    /** Loads classes with the task's class loader, because no other on executors knows Convoy's classes. */
    private static final class ContextObjectInput extends ObjectInputStream {
        ContextObjectInput(ByteArrayInputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(java.io.ObjectStreamClass description) throws ClassNotFoundException {
            return Class.forName(
                    description.getName(), false, Thread.currentThread().getContextClassLoader());
        }
    }
}
