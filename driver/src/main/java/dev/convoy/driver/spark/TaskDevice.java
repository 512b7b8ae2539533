package dev.convoy.driver.spark;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The device that Spark gave the task on this thread. */
final class TaskDevice {
    /** Spark's name of the resource, in {@code spark.task.resource.gpu.amount}. */
    private static final String RESOURCE = "gpu";

    private TaskDevice() {}

    /**
     * Returns the GPU that Spark gave the task; the CPU if it gave none, even where the machine has a GPU, or outside a
     * task: Spark may apply a function to local rows on the driver.
     *
     * @throws InvalidInputException if Spark gave several, or one that CUDA does not show to this process
     */
    static Device here() {
        TaskContext task = TaskContext.get();
        ResourceInformation given = task == null ? null : task.resourcesJMap().get(RESOURCE);
        if (given == null) {
            return Device.CPU;
        }
        if (given.addresses().length != 1) {
            throw new InvalidInputException(
                    "a task must have one GPU",
                    List.of(given.addresses()),
                    "Set spark.task.resource.gpu.amount to 1, or to a fraction of it to let tasks share one.");
        }
        return new GpuAddress(given.addresses()[0]).device(System.getenv());
    }
}
