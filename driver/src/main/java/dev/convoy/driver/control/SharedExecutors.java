package dev.convoy.driver.control;

import java.util.EnumMap;
import java.util.Map;

/** The executors of a sweep: given back once trials hold and none computes, and requested when one goes on. */
public final class SharedExecutors {
    private final Holder all;
    private final Map<State, Integer> trials = new EnumMap<>(State.class);
    private boolean holds;

    /** @param all gives the executors back and requests them; called by one thread at a time */
    public SharedExecutors(Holder all) {
        this.all = all;
    }

    private enum State {
        IDLE,
        HOLDING,
        COMPUTING
    }

    /** Returns the part of one trial, which does not compute yet. */
    public Part part() {
        return new Part();
    }

    private synchronized void changed(State before, State now) {
        trials.merge(before, -1, Integer::sum);
        trials.merge(now, 1, Integer::sum);
        if (now == State.COMPUTING && holds) {
            holds = false;
            all.goesOn();
        }
    }

    private synchronized void giveBack(String reason) {
        if (!holds && trials.getOrDefault(State.COMPUTING, 0) == 0) {
            holds = true;
            all.holds(reason);
        }
    }

    /** What one trial does with the executors. */
    public final class Part implements Holder, AutoCloseable {
        private State state = State.IDLE;
        private String reason;

        private Part() {}

        @Override
        public void holds(String why) {
            reason = why;
            become(State.HOLDING);
        }

        /** Gives the executors back, unless another trial still computes. */
        @Override
        public void waits() {
            giveBack(reason);
        }

        /** The trial computes from now on, whether or not it has held before. */
        @Override
        public void goesOn() {
            become(State.COMPUTING);
        }

        @Override
        public void close() {
            become(State.IDLE);
        }

        private void become(State next) {
            changed(state, next);
            state = next;
        }
    }
}
