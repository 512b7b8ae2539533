package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that linkers and JavaCPP were recorded to give. */
class NativeLoadFailureTest {
    private static final Path FOLDER = Path.of("/home/me/.javacpp/cache");
    private static final String OTHER_FOLDER =
            "name another folder with -- --driver-java-options -Dorg.bytedeco.javacpp.cachedir=FOLDER for the driver"
                    + " and --conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=FOLDER for executors";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@: @: failed to map segment from shared object | from which no program may be started (noexec) | name another",
                "java.io.IOException: No space left on device | on the mount /home, which is full | make room, or name another",
                "java.io.IOException: Disk quota exceeded | on the mount /home, which is full | make room, or name another",
                "/x/lib.so (Read-only file system) | on the mount /home, which cannot be written to | name another",
                "/x/lib.so (Permission denied) | on the mount /home, which cannot be written to | name another",
                "@: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by @) | version `GLIBC_2.34' not found | use a system with glibc 2.34",
                "@: version `GLIBCXX_3.4.29' not found (required by @) | a C library that is too old | use a system with glibc 2.34",
                "@: @: file too short | with a damaged file (/c/libjnidnnl.so: /c/libjnidnnl.so: file too short) | delete that",
                "@: @: invalid ELF header | with a damaged file (/c/libjnidnnl.so: /c/libjnidnnl.so: invalid ELF | delete that",
                "@: Error loading shared library ld-linux-x86-64.so.2: No such file | a system without glibc | use one",
                "@: libgomp.so.1: cannot open shared object file: No such file or directory | libgomp.so.1: cannot open | delete that",
            })
    void theCauseIsNamed(String said, String given, String remedy) {
        UnsatisfiedLinkError cause = new UnsatisfiedLinkError(said.replace("@", "/c/libjnidnnl.so"));
        NativeLoadFailure.Reason reason = NativeLoadFailure.reason(notFound(cause), folder("rw,relatime", 1L << 40));

        assertThat(reason.given()).contains(given).doesNotContain("/usr/lib/jni");
        assertThat(reason.remedy()).startsWith(remedy);
    }

    @Test
    void aPlatformThatTheJarLacksIsNamed() {
        NativeLoadFailure.Reason reason = NativeLoadFailure.reason(notFound(null), folder("rw", 1L << 40));

        assertThat(reason.given()).isEqualTo("no library for " + Loader.getPlatform() + " in the jar");
        assertThat(reason.remedy()).isEqualTo("build with -Dconvoy.platform=" + Loader.getPlatform());
    }

    /** Java gives the reason only once; after that the class is unusable. */
    @Test
    void theFolderTellsWhatJavaNoLongerSays() {
        NoClassDefFoundError later =
                new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j");

        assertThat(NativeLoadFailure.reason(later, folder("rw,nosuid,noexec", 1L << 40))
                        .given())
                .isEqualTo(
                        "they are unpacked to /home/me/.javacpp/cache on the mount /home, from which no program may be"
                                + " started (noexec)");
        assertThat(NativeLoadFailure.reason(later, folder("rw", 5 << 20)))
                .isEqualTo(new NativeLoadFailure.Reason(
                        "they are unpacked to /home/me/.javacpp/cache on the mount /home, with 5 MiB left of the 400 MiB"
                                + " that it takes",
                        "make room, or " + OTHER_FOLDER));
        assertThat(NativeLoadFailure.explained(new IllegalStateException(later)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("native libraries must load. Given: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aLaterFailureIsNotReportedAsAnotherPlatform() {
        Throwable later = new NoClassDefFoundError("Could not initialize class org.bytedeco.dnnl.global.dnnl")
                .initCause(new ExceptionInInitializerError(
                        "Exception java.lang.UnsatisfiedLinkError: no jnidnnl in java.library.path: /usr/lib [in thread"
                                + " \"main\"]"));

        assertThat(NativeLoadFailure.reason(later, folder("rw", 1L << 40)))
                .isEqualTo(new NativeLoadFailure.Reason(
                        "Exception java.lang.UnsatisfiedLinkError: no jnidnnl in java.library.path; they are unpacked to"
                                + " /home/me/.javacpp/cache on the mount /home",
                        "delete that folder, and see the log if that does not help"));
    }

    @Test
    void otherFailuresStayWhatTheyAre() {
        for (Throwable other : List.of(
                new NoSuchMethodError("x"),
                new NoClassDefFoundError("org/bytedeco/X"),
                new IOException("No space left on device"),
                new InvalidInputException("rule", "given", "Remedy.", new UnsatisfiedLinkError("x")))) {
            assertThat(NativeLoadFailure.explained(other)).isSameAs(other);
        }
    }

    @Test
    void theInnermostMountCountsAndOfSeveralOnOnePointTheLast() {
        List<String> mounts = List.of(
                "/dev/sda / ext4 rw 0 0",
                "a /my\\040home tmpfs rw,noexec 0 0",
                "b /my\\040home tmpfs rw 0 0",
                "c /my\\040home/x tmpfs ro,noexec 0 0");

        assertThat(mount("/my home/.javacpp", mounts)).isEqualTo("/my home false");
        assertThat(mount("/my home/x/y", mounts)).isEqualTo("/my home/x true");
        assertThat(mount("/my home/xy", mounts)).isEqualTo("/my home false");
        assertThat(mount("/var", mounts)).isEqualTo("/ false");
    }

    private static String mount(String folder, List<String> mounts) {
        UnpackedLibraries found = UnpackedLibraries.of(Path.of(folder), Path.of(folder), mounts, 0);
        return found.mount() + " " + found.noexec();
    }

    private static UnpackedLibraries folder(String options, long freeBytes) {
        List<String> mounts = List.of("/dev/sda / ext4 rw 0 0", "/dev/sdb /home ext4 " + options + " 0 0");
        return UnpackedLibraries.of(FOLDER, FOLDER, mounts, freeBytes);
    }

    private static UnsatisfiedLinkError notFound(Throwable cause) {
        UnsatisfiedLinkError error =
                new UnsatisfiedLinkError("no jnidnnl in java.library.path: /usr/lib/jni:/lib:/usr/lib");
        return (UnsatisfiedLinkError) error.initCause(cause);
    }
}
