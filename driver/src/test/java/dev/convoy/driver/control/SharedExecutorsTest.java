package dev.convoy.driver.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.control.SharedExecutors.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a sweep's executors are given back and requested. */
class SharedExecutorsTest {
    private final List<String> events = new ArrayList<>();
    private final SharedExecutors shared = new SharedExecutors(new Holder() {
        @Override
        public void holds(String reason) {
            events.add("holds: " + reason);
        }

        @Override
        public void goesOn() {
            events.add("goes on");
        }
    });

    @Test
    void theyAreGivenBackWhenTheLastTrialHolds() {
        Part one = computing();
        Part other = computing();
        hold(one);
        assertThat(events).as("the other's round would lose its executors").isEmpty();
        hold(other);
        one.waits();
        assertThat(events).containsExactly("holds: me");
        one.goesOn();
        other.goesOn();

        assertThat(events).containsExactly("holds: me", "goes on");
    }

    @Test
    void theyAreGivenBackWhenTheLastTrialThatComputesEnds() {
        Part one = computing();
        Part last = computing();
        hold(one);
        last.close();
        assertThat(events)
                .as("the one that holds has not looked yet whether it still has to")
                .isEmpty();
        one.waits();

        assertThat(events).containsExactly("holds: me");
    }

    @Test
    void aTrialThatWaitsToStartHoldsToo() {
        Part computes = computing();
        Part waits = shared.part();
        hold(waits);
        hold(computes);
        assertThat(events).containsExactly("holds: me");
        computes.close();
        waits.close();

        assertThat(events).as("a sweep that stops needs no executors").containsExactly("holds: me");
    }

    @Test
    void theyStayBetweenTrialsOfWhichNoneHolds() {
        computing().close();
        Part held = shared.part();
        held.close();

        assertThat(events).isEmpty();
    }

    private static void hold(Part part) {
        part.holds("me");
        part.waits();
    }

    private Part computing() {
        Part part = shared.part();
        part.goesOn();
        return part;
    }
}
