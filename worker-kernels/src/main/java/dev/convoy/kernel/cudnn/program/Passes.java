package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The steps of training, forward and backward, and of testing. */
final class Passes implements AutoCloseable {
    private final Gpu gpu;
    private final List<Step> forward = new ArrayList<>();
    private final List<Step> backward = new ArrayList<>();
    private final List<Step> inference = new ArrayList<>();
    private final List<Step> all = new ArrayList<>();
    private boolean onWayForward = true;
    private StepGraph training;
    private StepGraph testing;

    Passes(Gpu gpu) {
        this.gpu = gpu;
    }

    void turnBack() {
        onWayForward = false;
    }

    void append(Step step) {
        if (onWayForward) {
            forward.add(step);
            inference.add(step);
        } else {
            backward.add(step);
        }
        touch(step);
    }

    void appendTraining(Step step) {
        forward.add(step);
        touch(step);
    }

    void appendInference(Step step) {
        inference.add(step);
        touch(step);
    }

    /** Has both passes begin with a step that uses memory only that is kept. */
    void prepend(Step step) {
        all.add(step);
        forward.add(0, step);
        inference.add(0, step);
    }

    private void touch(Step step) {
        // All steps have one order, whichever pass they belong to, and all passes keep it.
        int time = all.size();
        all.add(step);
        for (DeviceBuffer buffer : step.touches()) {
            if (buffer.slot() != null) {
                buffer.slot().touch(time);
            }
        }
    }

    /** Returns the time of the next step, and the number of steps. */
    int now() {
        return all.size();
    }

    void bind() {
        all.forEach(Step::bind);
    }

    void rehearse() {
        List<Step> both = Stream.concat(forward.stream(), backward.stream()).toList();
        both.forEach(Step::run);
        inference.forEach(Step::run);
        gpu.await();
        training = new StepGraph(gpu, both);
        testing = new StepGraph(gpu, inference);
    }

    void runTraining() {
        training.run();
    }

    void runInference() {
        testing.run();
    }

    @Override
    public void close() {
        if (training != null) {
            training.close();
        }
        if (testing != null) {
            testing.close();
        }
        all.forEach(Step::close);
    }
}
