package dev.convoy.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOwnershipTest {
    private static final LeaseTimes SHORT = new LeaseTimes(Duration.ofMillis(100), Duration.ofMillis(1000));
    private static final long NO_PROCESS = 4_000_000_000L;

    @TempDir
    private Path folder;

    private final List<String> console = new ArrayList<>();
    private RunFolder run;

    @BeforeEach
    void open() throws IOException {
        run = RunFolder.at(folder.toString(), new Configuration());
    }

    @Test
    void aFolderThatIsGivenFreeHasNoOwnerFile() throws IOException {
        try (RunOwnership ownership = claim(Owner.now(null))) {
            assertThat(folder.resolve("owner-1.json"))
                    .content()
                    .contains("\"pid\" : " + ProcessHandle.current().pid());
            ownership.requireHeld();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLiveProcessOfThisMachineKeepsItsFolder() throws IOException {
        try (RunOwnership ownership = claim(Owner.now("application_1_0001"))) {
            assertThatThrownBy(() -> claim(Owner.now(null)))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageStartingWith("run.dir must not be in use by another run. Given: " + run.path()
                            + ", in use by process " + ProcessHandle.current().pid())
                    .hasMessageContaining("application application_1_0001. Wait for its end or stop it");
            ownership.requireHeld();
        }
        assertThat(console).isEmpty();
    }

    @Test
    void aKilledProcessOfThisMachineIsReplacedAtOnce() throws Exception {
        Process child = new ProcessBuilder("sleep", "600").start();
        leave(1, ownerOf(child.pid(), ticks(child.pid())));
        assertThatThrownBy(() -> claim(Owner.now(null))).isInstanceOf(FolderInUseException.class);

        child.destroyForcibly().waitFor();
        try (RunOwnership ownership = claim(Owner.now(null))) {
            assertThat(names()).containsExactly("owner-2.json");
            ownership.requireHeld();
        }
        assertThat(console).isEmpty();
    }

    @Test
    void aProcessThatHasGotTheNumberOfAnEndedOneIsNotTheOwner() throws IOException {
        long pid = ProcessHandle.current().pid();
        leave(1, ownerOf(pid, ticks(pid) + 1));

        claim(Owner.now(null)).close();
    }

    @Test
    void anOwnerElsewhereThatShowsNoSignOfLifeIsReplacedAfterItsLease() throws IOException {
        leave(3, elsewhere(null));
        long start = System.nanoTime();

        claim(Owner.now(null)).close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT.expiry());
        assertThat(console).singleElement().asString().startsWith("waiting up to 1 s for a sign of life: ");
    }

    @Test
    void anOwnerElsewhereThatRenewsItsLeaseKeepsItsFolder() throws IOException {
        try (RunOwnership ownership = claim(elsewhere(null))) {
            assertThatThrownBy(() -> claim(Owner.now(null)))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining("process 7 of somebody on elsewhere since 2026-01-01T00:00:00Z.");
            ownership.requireHeld();
        }
    }

    @Test
    void theClusterManagerKnowsWhetherAnApplicationHasEnded() throws IOException {
        leave(1, elsewhere("application_1_0001"));
        assertThatThrownBy(() -> claim(Owner.now(null), application -> Optional.of(false)))
                .isInstanceOf(FolderInUseException.class)
                .hasMessageContaining("application application_1_0001");

        claim(Owner.now(null), application -> Optional.of(true)).close();

        assertThat(console).isEmpty();
    }

    @Test
    void anotherAttemptOfTheSameApplicationGoesOn() throws IOException {
        leave(1, elsewhere("application_1_0001"));

        claim(Owner.now("application_1_0001"), application -> Optional.of(false))
                .close();
    }

    @Test
    void anOwnerFileThatWasCutShortIsThatOfAProcessThatDied() throws IOException {
        Files.writeString(folder.resolve("owner-1.json"), "{\"process\"");

        claim(Owner.now(null)).close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aProcessFindsOutThatItsFolderHasAnotherOwner() throws IOException {
        try (RunOwnership ownership = claim(Owner.now(null))) {
            Files.move(folder.resolve("owner-1.json"), folder.resolve("owner-2.json"));

            assertThatThrownBy(ownership::requireHeld)
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining("which another process took over");
        }
        assertThat(names()).containsExactly("owner-2.json");
    }

    @Test
    void ofManyThatClaimAtTheSameTimeOneOwnsTheFolder() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        for (int repetition = 0; repetition < 20; repetition++) {
            // Half of the time, all of them find a dead owner first.
            if (repetition % 2 == 0) {
                leave(repetition + 1, ownerOf(NO_PROCESS, 1));
            }
            AtomicInteger refused = new AtomicInteger();
            List<Callable<Optional<RunOwnership>>> claims = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                claims.add(() -> {
                    try {
                        return Optional.of(claim(Owner.now(null)));
                    } catch (FolderInUseException e) {
                        refused.incrementAndGet();
                        return Optional.empty();
                    }
                });
            }
            List<RunOwnership> owners = new ArrayList<>();
            for (Future<Optional<RunOwnership>> claim : pool.invokeAll(claims)) {
                claim.get().ifPresent(owners::add);
            }

            assertThat(owners).hasSize(1);
            assertThat(refused).hasValue(7);
            owners.get(0).requireHeld();
            owners.get(0).close();
            assertThat(folder).isEmptyDirectory();
        }
        pool.shutdown();
    }

    private RunOwnership claim(Owner owner) throws IOException {
        return claim(owner, Applications.UNKNOWN);
    }

    private RunOwnership claim(Owner owner, Applications applications) throws IOException {
        return RunOwnership.claim(run, owner, applications, SHORT, console::add);
    }

    private void leave(int number, Owner owner) throws IOException {
        Files.write(folder.resolve("owner-" + number + ".json"), Json.pretty(owner));
    }

    private static Owner ownerOf(long pid, long started) {
        ProcessIdentity me = ProcessIdentity.current();
        return new Owner(
                new ProcessIdentity(me.host(), me.machine(), pid, started, me.user()),
                null,
                "2026-01-01T00:00:00Z",
                "token");
    }

    private static Owner elsewhere(String application) {
        return new Owner(
                new ProcessIdentity("elsewhere", "another boot", 7, 1, "somebody"),
                application,
                "2026-01-01T00:00:00Z",
                "token");
    }

    /** The start time of a process, as the system reports it. */
    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
    }

    private List<String> names() {
        return List.of(folder.toFile().list());
    }
}
