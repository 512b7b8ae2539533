package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The steps of training, forward and backward, and of testing. */
final class Passes implements AutoCloseable {
    private final Gpu gpu;
    private final List<Step> forward = new ArrayList<>();
    private final List<Step> backward = new ArrayList<>();
    private final List<Step> inference = new ArrayList<>();
    private final List<Step> all = new ArrayList<>();
    private final List<Step> endOfFirst = new ArrayList<>();
    private int firstSteps;
    private boolean onWayForward = true;
    private StepGraph first;
    private StepGraph rest;
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

    List<Step> backward() {
        return List.copyOf(backward);
    }

    /**
     * Has the backward pass be in two parts.
     *
     * @param steps number of steps of the first part, which the last step comes after
     */
    void divide(int steps, Step last) {
        firstSteps = steps;
        endOfFirst.add(last);
        // As late as any step: the memory that it reads stays its own until the end.
        touch(last);
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
        int cut = endOfFirst.isEmpty() ? backward.size() : firstSteps;
        List<Step> start = Stream.of(forward, backward.subList(0, cut), endOfFirst)
                .flatMap(List::stream)
                .toList();
        List<Step> end = backward.subList(cut, backward.size());
        start.forEach(Step::run);
        end.forEach(Step::run);
        inference.forEach(Step::run);
        gpu.await();
        first = new StepGraph(gpu, start);
        rest = end.isEmpty() ? null : new StepGraph(gpu, end);
        testing = new StepGraph(gpu, inference);
    }

    void runFirst() {
        first.run();
    }

    void runRest() {
        if (rest != null) {
            rest.run();
        }
    }

    void runInference() {
        testing.run();
    }

    @Override
    public void close() {
        Stream.of(first, rest, testing).filter(Objects::nonNull).forEach(StepGraph::close);
        all.forEach(Step::close);
    }
}
