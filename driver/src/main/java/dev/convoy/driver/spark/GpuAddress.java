package dev.convoy.driver.spark;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An address that Spark gave a task, in the form that {@code get-gpu-resources.sh} prints: a GPU's number, or the UUID
 * of a GPU or of a MIG instance.
 */
record GpuAddress(String text) {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";
    private static final String BY_BUS = "PCI_BUS_ID";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final Pattern UUID = Pattern.compile("(GPU|MIG)-.+");

    /** @throws InvalidInputException if it is neither a number nor a UUID */
    GpuAddress {
        if (!isNumber(text) && !UUID.matcher(text).matches()) {
            throw new InvalidInputException(
                    "an address of the resource gpu must be a GPU's number or a UUID that begins with GPU- or MIG-",
                    text,
                    "Let conf/get-gpu-resources.sh discover them.");
        }
    }

    /**
     * Returns the CUDA device with this address in a process.
     *
     * <p>CUDA numbers the devices in CUDA_VISIBLE_DEVICES in the order of its entries. Without the variable it numbers
     * the machine's GPUs, the fastest first unless CUDA_DEVICE_ORDER=PCI_BUS_ID, which is the order of nvidia-smi and
     * so of addresses. An address does not tell whether there is only one GPU, so this order is always required.
     *
     * @param environment environment of the process
     * @throws InvalidInputException if CUDA does not show the device, or may show another instead
     */
    Device device(Map<String, String> environment) {
        String visible = environment.get(VISIBLE);
        if (visible == null) {
            return byBus(environment.get(ORDER));
        }
        List<String> entries =
                Arrays.stream(visible.split(",", -1)).map(String::strip).toList();
        return IntStream.range(0, entries.size())
                .takeWhile(i -> isLikeFirst(entries, i))
                .filter(i -> isNamedBy(entries.get(i)))
                .mapToObj(Device::new)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "a GPU that Spark gives a task must be in the executor's " + VISIBLE,
                        text + ", not in " + VISIBLE + "=" + visible,
                        "Give the worker that discovers GPUs and its executors the same " + VISIBLE + "."));
    }

    private Device byBus(String order) {
        if (!isNumber(text)) {
            throw new InvalidInputException(
                    "a GPU that is given by its UUID must be in the executor's " + VISIBLE,
                    text + " without " + VISIBLE,
                    "Start a worker with " + VISIBLE + "=" + text
                            + ": CUDA shows a process one MIG instance and no other GPU.");
        }
        if (!BY_BUS.equals(order)) {
            throw new InvalidInputException(
                    "CUDA must count GPUs as nvidia-smi does: " + ORDER + "=" + BY_BUS,
                    order == null ? "no " + ORDER : ORDER + "=" + order,
                    "Add --conf spark.executorEnv." + ORDER + "=" + BY_BUS + ".");
        }
        return new Device(Integer.parseInt(text));
    }

    /** Whether an entry is of the first one's kind: CUDA's list ends before the first entry that is not. */
    private static boolean isLikeFirst(List<String> entries, int index) {
        String entry = entries.get(index);
        String first = entries.get(0);
        return isNumber(first)
                ? isNumber(entry)
                : UUID.matcher(first).matches() && entry.startsWith(first.substring(0, 4)) && entry.length() > 4;
    }

    /** Whether an entry names this address; a UUID may be shortened in the list. */
    private boolean isNamedBy(String entry) {
        return isNumber(entry)
                ? isNumber(text) && Integer.parseInt(entry) == Integer.parseInt(text)
                : text.startsWith(entry);
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
