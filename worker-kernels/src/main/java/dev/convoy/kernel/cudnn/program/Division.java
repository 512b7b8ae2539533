package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A backward pass in two parts. The last layers come first in it, and their parameters are the last of the vector:
 * after the first part, the gradient from some parameter on is complete, and nothing reads these parameters any more.
 * They can be updated and copied while the GPU computes the second part.
 *
 * @param steps number of steps of the first part; 0 if there is none
 * @param settled first parameter of those
 */
record Division(int steps, long settled) {
    /**
     * Divides as far down the vector as the first half of the steps allows.
     *
     * @param parameters number of parameters
     * @param offset the parameter at which what a step reads or writes begins, if it has to do with parameters; a step
     *     uses no other parameters than those up to the next such offset
     */
    static Division of(List<Step> backward, long parameters, Function<DeviceBuffer, OptionalLong> offset) {
        NavigableMap<Long, Integer> lastUse = new TreeMap<>();
        for (int i = 0; i < backward.size(); i++) {
            int step = i;
            backward.get(i).touches().forEach(buffer -> offset.apply(buffer).ifPresent(at -> lastUse.put(at, step)));
        }
        Division found = new Division(0, parameters);
        int last = 0;
        for (Map.Entry<Long, Integer> use : lastUse.descendingMap().entrySet()) {
            last = Math.max(last, use.getValue());
            if (last >= backward.size() / 2) {
                break;
            }
            found = new Division(last + 1, use.getKey());
        }
        return found;
    }
}
