package dev.convoy.driver.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.control.Request.Kind;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ControlRuleTest {
    private static final Progress AT =
            Progress.start(new ModelState(FlatVector.of(new float[1]), FlatVector.of(new float[1])));

    @TempDir
    private Path folder;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private volatile boolean othersWait;
    private ControlFile file;

    @BeforeEach
    void open() throws IOException {
        file = new ControlFile(RunFolder.at(folder.toString(), new Configuration()));
    }

    @Test
    void withoutARequestTheRunGoesOn() {
        assertThat(rule(Optional.empty()).stopsAfter(AT)).isFalse();
    }

    @Test
    void aRequestToStopIsFulfilledOnce() throws IOException {
        ask(Kind.STOP);
        ControlRule rule = rule(Optional.empty());

        assertThat(rule.stopsAfter(AT)).isTrue();
        assertThat(rule.resumes(AT)).isFalse();
        assertThat(rule.stopsAfter(AT)).as("the same command continues the run").isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void aRunHoldsWithoutExecutorsUntilItIsResumed() throws Exception {
        ask(Kind.HOLD);
        ControlRule rule = rule(Optional.empty());
        assertThat(rule.stopsAfter(AT)).isTrue();
        CompletableFuture<Boolean> goesOn = CompletableFuture.supplyAsync(() -> rule.resumes(AT));
        held.get(10, TimeUnit.SECONDS);
        assertThat(goesOn).isNotDone();
        ask(Kind.RESUME);

        assertThat(goesOn.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(events).containsExactly("give back", "holds: me has asked for it", "request", "goes on");
        assertThat(rule.stopsAfter(AT)).isFalse();
    }

    @Test
    void aRunThatHoldsCanBeStopped() throws Exception {
        ask(Kind.HOLD);
        ControlRule rule = rule(Optional.empty());
        assertThat(rule.stopsAfter(AT)).isTrue();
        CompletableFuture<Boolean> goesOn = CompletableFuture.supplyAsync(() -> rule.resumes(AT));
        held.get(10, TimeUnit.SECONDS);
        ask(Kind.STOP);

        assertThat(goesOn.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(events).doesNotContain("request");
    }

    @Test
    void aRunThatHoldsEndsInTime() throws IOException {
        ask(Kind.HOLD);

        ControlRule rule = rule(Optional.of(Instant.now().plusMillis(300)));

        assertThat(rule.stopsAfter(AT)).isTrue();
        assertThat(rule.resumes(AT)).isFalse();
    }

    @Test
    void aRunYieldsWhileOthersWait() throws Exception {
        othersWait = true;
        ControlRule rule = rule(Optional.empty());
        assertThat(rule.stopsAfter(AT)).isTrue();
        CompletableFuture<Boolean> goesOn = CompletableFuture.supplyAsync(() -> rule.resumes(AT));
        held.get(10, TimeUnit.SECONDS);
        othersWait = false;

        assertThat(goesOn.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(events)
                .containsExactly("give back", "holds: other applications wait for resources", "request", "goes on");
    }

    @Test
    void aRequestToResumeARunThatDoesNotHoldIsForgotten() throws IOException {
        ask(Kind.RESUME);

        assertThat(rule(Optional.empty()).stopsAfter(AT)).isFalse();
        assertThat(folder.resolve("control.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"kind\": \"HOLD", "[1]", "{\"kind\": \"DANCE\"}"})
    void aDamagedRequestIsNone(String content) throws IOException {
        Files.writeString(folder.resolve("control.json"), content);

        assertThat(rule(Optional.empty()).stopsAfter(AT)).isFalse();
    }

    private void ask(Kind kind) throws IOException {
        file.write(new Request(kind, "me", "2030-01-01T00:00:00Z"));
    }

    private ControlRule rule(Optional<Instant> end) {
        Executors executors = new Executors() {
            @Override
            public void giveBack() {
                events.add("give back");
            }

            @Override
            public void request() {
                events.add("request");
            }
        };
        ControlRule.Console console = new ControlRule.Console() {
            @Override
            public void holds(String reason, Progress at) {
                events.add("holds: " + reason);
                held.complete(null);
            }

            @Override
            public void goesOn(Progress at) {
                events.add("goes on");
            }
        };
        return new ControlRule(file, () -> othersWait, executors, console, end);
    }
}
