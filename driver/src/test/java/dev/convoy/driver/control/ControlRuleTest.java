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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ControlRuleTest {
    private static final Progress AT =
            Progress.start(new ModelState(FlatVector.of(new float[1]), FlatVector.of(new float[1])));

    @TempDir
    private Path folder;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private CountDownLatch held = new CountDownLatch(1);
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
        assertThat(rule(Optional.empty()).stopsAfter(AT))
                .as("the same command continues the run")
                .isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void aRunHoldsWithoutExecutorsUntilItIsResumed() throws Exception {
        ask(Kind.HOLD);
        ControlRule rule = rule(Optional.empty());
        assertThat(rule.stopsAfter(AT)).isTrue();
        CompletableFuture<Boolean> goesOn = CompletableFuture.supplyAsync(() -> rule.resumes(AT));
        awaitHeld();
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
        awaitHeld();
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
        awaitHeld();
        othersWait = false;

        assertThat(goesOn.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(events)
                .containsExactly("give back", "holds: other applications wait for resources", "request", "goes on");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RESUME", "STOP"})
    void allTrialsOfASweepGetTheSameAnswer(Kind answer) throws Exception {
        ask(Kind.HOLD);
        Control control = control(Optional.empty());
        held = new CountDownLatch(2);
        List<CompletableFuture<Boolean>> goesOn = Stream.of("1 ", "2 ")
                .map(name -> CompletableFuture.supplyAsync(() -> {
                    ControlRule rule = rule(control, name);
                    return rule.stopsAfter(AT) && rule.resumes(AT);
                }))
                .toList();
        awaitHeld();
        ask(answer);

        for (CompletableFuture<Boolean> one : goesOn) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(answer == Kind.RESUME);
        }
        assertThat(rule(control, "3 ").stopsAfter(AT)).as("one that asks later").isEqualTo(answer == Kind.STOP);
        assertThat(folder.resolve("control.json")).doesNotExist();
    }

    @Test
    void aRequestThatComesTooLateIsForgotten() throws IOException {
        Control control = control(Optional.empty());
        ask(Kind.HOLD);
        control.close();

        assertThat(rule(Optional.empty()).stopsAfter(AT)).isFalse();
    }

    @Test
    void aRequestToAnEarlierProcessIsRemoved() throws IOException {
        ask(Kind.STOP);

        assertThat(file.removeBefore(Instant.parse("2030-01-01T00:00:00Z"))).isEmpty();
        assertThat(file.removeBefore(Instant.parse("2030-01-01T00:00:01Z"))).isPresent();
        assertThat(rule(Optional.empty()).stopsAfter(AT)).isFalse();
        Files.writeString(folder.resolve("control.json"), "{\"kind\": \"STOP\"}");
        assertThat(file.removeBefore(Instant.MAX)).isEmpty();
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

    private void awaitHeld() throws InterruptedException {
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void ask(Kind kind) throws IOException {
        file.write(new Request(kind, "me", "2030-01-01T00:00:00Z"));
    }

    private ControlRule rule(Optional<Instant> end) {
        return rule(control(end), "");
    }

    private Control control(Optional<Instant> end) {
        return new Control(file, () -> othersWait, end);
    }

    private ControlRule rule(Control control, String name) {
        Executors executors = new Executors() {
            @Override
            public void giveBack() {
                events.add(name + "give back");
            }

            @Override
            public void request() {
                events.add(name + "request");
            }
        };
        Holder console = new Holder() {
            @Override
            public void holds(String reason) {
                events.add(name + "holds: " + reason);
                held.countDown();
            }

            @Override
            public void goesOn() {
                events.add(name + "goes on");
            }
        };
        return new ControlRule(control, at -> Holder.of(executors).and(console));
    }
}
