package dev.convoy.kernel;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Explains why a native library does not load on this machine, and what to do. The reason comes from the linker's
 * message or, because Java gives that message only the first time, from the folder that JavaCPP unpacks libraries to.
 */
public final class NativeLoadFailure {
    private static final Pattern UNUSABLE_CLASS =
            Pattern.compile("Could not initialize class (org\\.bytedeco|org\\.nd4j)\\.");

    /** JavaCPP's message for a library that is not in its jars; other reasons are causes of it. */
    private static final String NOT_FOUND = "in java.library.path";

    /** The approximate size of ND4J's library when it is unpacked. */
    private static final long NEEDED_BYTES = 400L << 20;

    private static final String OPTION = "-D" + UnpackedLibraries.PROPERTY + "=FOLDER";

    private static final String OTHER_FOLDER = "name another folder with -- --driver-java-options " + OPTION
            + " for the driver and --conf spark.executor.extraJavaOptions=" + OPTION + " for executors";

    private static final String MAKE_ROOM = "make room, or " + OTHER_FOLDER;

    private NativeLoadFailure() {}

    /**
     * Returns the failure in words if a native library did not load on this machine, else the failure itself. Call it
     * on the machine where the failure happened: folders and mounts are those of this machine.
     */
    public static Throwable explained(Throwable failure) {
        if (failure instanceof InvalidInputException || causes(failure).noneMatch(NativeLoadFailure::isOfLibrary)) {
            return failure;
        }
        Reason reason = reason(failure, UnpackedLibraries.here());
        String remedy = reason.remedy().substring(0, 1).toUpperCase(Locale.ROOT)
                + reason.remedy().substring(1) + ".";
        return new InvalidInputException("native libraries must load", reason.given(), remedy, failure);
    }

    /** Returns the reason and what to do, one clause each. */
    public static String reason(LinkageError failure) {
        Reason reason = reason(failure, UnpackedLibraries.here());
        return reason.given() + ": " + reason.remedy();
    }

    record Reason(String given, String remedy) {}

    static Reason reason(Throwable failure, UnpackedLibraries folder) {
        List<String> said =
                causes(failure).map(cause -> String.valueOf(cause.getMessage())).toList();
        Predicate<String> says = words ->
                said.stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words));
        if (says.test("failed to map segment") || folder.noexec()) {
            return new Reason(folder + ", from which no program may be started (noexec)", OTHER_FOLDER);
        }
        if (says.test("no space left") || says.test("quota exceeded")) {
            return new Reason(folder + ", which is full", MAKE_ROOM);
        }
        if (says.test("read-only file system")
                || says.test("permission denied")
                || says.test("could not create the cache")) {
            return new Reason(folder + ", which cannot be written to", OTHER_FOLDER);
        }
        if (says.test("glibc") || says.test("cxxabi")) {
            return new Reason(
                    "a C library that is too old (" + line(said, "version `") + ")",
                    "use a system with glibc 2.34 or newer, such as RHEL 9, Ubuntu 22.04 or Debian 12, or a container of one");
        }
        if (says.test("file too short") || says.test("invalid elf header")) {
            return new Reason(folder + ", with a damaged file (" + line(said, "lf") + ")", "delete that folder");
        }
        if (says.test("ld-linux") || says.test("error relocating")) {
            return new Reason("a system without glibc, such as Alpine", "use one that has it, or a container of one");
        }
        if (folder.freeBytes() < NEEDED_BYTES) {
            return new Reason(
                    folder + ", with " + (folder.freeBytes() >> 20) + " MiB left of the " + (NEEDED_BYTES >> 20)
                            + " MiB that it takes",
                    MAKE_ROOM);
        }
        String first = line(said, NOT_FOUND);
        // True for the first failure only: later ones repeat its message, but not its cause.
        boolean whole = causes(failure).anyMatch(UnsatisfiedLinkError.class::isInstance);
        if (whole && first.contains(NOT_FOUND) && said.stream().noneMatch(text -> text.contains(".so: "))) {
            return new Reason(
                    "no library for " + Loader.getPlatform() + " in the jar",
                    "build with -Dconvoy.platform=" + Loader.getPlatform());
        }
        return new Reason(
                line(said, ".so: ") + "; " + folder, "delete that folder, and see the log if that does not help");
    }

    private static boolean isOfLibrary(Throwable cause) {
        return cause instanceof UnsatisfiedLinkError
                || (cause instanceof NoClassDefFoundError
                        && UNUSABLE_CLASS
                                .matcher(String.valueOf(cause.getMessage()))
                                .find());
    }

    /** Returns the last message that contains the words, else the last of all: causes come after what they cause. */
    private static String line(List<String> said, String words) {
        return said.stream()
                .filter(text -> text.contains(words))
                .reduce((earlier, later) -> later)
                .orElse(said.get(said.size() - 1))
                // The rest of the message lists folders.
                .replaceFirst("(" + Pattern.quote(NOT_FOUND) + ").*", "$1");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
