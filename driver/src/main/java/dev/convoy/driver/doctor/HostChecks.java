package dev.convoy.driver.doctor;

import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.doctor.HostFacts.Folder;
import dev.convoy.driver.doctor.HostFacts.Software;
import dev.convoy.driver.doctor.HostFacts.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The machines of executors, each for itself and compared with each other. */
final class HostChecks {
    static final List<Check> ALL = List.of(
            HostChecks::glibc,
            HostChecks::noexec,
            HostChecks::room,
            HostChecks::libraries,
            HostChecks::localRoom,
            HostChecks::data,
            HostChecks::arithmetic,
            HostChecks::jar,
            HostChecks::java,
            HostChecks::clocks);

    private static final int[] OLDEST_GLIBC = {2, 34};
    private static final long LIBRARIES_BYTES = 400L << 20;
    private static final long CLOCK_MILLIS = 10_000;
    private static final String OTHER_FOLDER =
            "Add --conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=FOLDER after --, and"
                    + " --driver-java-options with the same for the driver.";

    private HostChecks() {}

    private static Optional<Finding> glibc(Facts facts) {
        return facts.hosts().stream()
                .filter(host -> isOld(host.software().glibc()))
                .findFirst()
                .map(host -> Finding.error(
                        "host-glibc",
                        "all machines must have glibc 2.34 or newer",
                        host.software().glibc() + " for " + host.name(),
                        "Native libraries do not load there, and every task on that machine fails.",
                        "Use RHEL 9, Ubuntu 22.04, Debian 12 or newer there, or leave the machine out."));
    }

    private static boolean isOld(String version) {
        String[] parts = version.split("\\.", -1);
        if (parts.length < 2 || !(parts[0] + parts[1]).matches("\\d{2,6}")) {
            return false;
        }
        int major = Integer.parseInt(parts[0]);
        return major < OLDEST_GLIBC[0] || (major == OLDEST_GLIBC[0] && Integer.parseInt(parts[1]) < OLDEST_GLIBC[1]);
    }

    private static Optional<Finding> folder(Facts facts, Use use, Predicate<Folder> isBad, Report report) {
        return facts.hosts().stream()
                .flatMap(host -> host.folders().stream()
                        .filter(folder -> folder.use() == use && isBad.test(folder))
                        .map(folder -> report.of(folder, host)))
                .findFirst();
    }

    /** Too little room on some machines may pass, and Spark runs their tasks on others meanwhile. */
    private static Optional<Finding> room(
            Facts facts, Predicate<HostFacts> needsIt, Use use, long needed, Report report) {
        Predicate<Folder> isFull = folder -> folder.use() == use && folder.freeBytes() < needed;
        boolean isEverywhere = facts.hosts().stream()
                .allMatch(host -> needsIt.test(host) && host.folders().stream().anyMatch(isFull));
        return folder(facts.with(facts.hosts().stream().filter(needsIt).toList()), use, isFull, report)
                .map(finding -> isEverywhere ? finding : finding.as(Finding.Severity.WARNING));
    }

    /** Describes a folder with which something is wrong. */
    private interface Report {
        Finding of(Folder folder, HostFacts host);
    }

    private static Optional<Finding> noexec(Facts facts) {
        return folder(
                facts,
                Use.LIBRARIES,
                Folder::isNoexec,
                (folder, host) -> Finding.error(
                        "host-noexec",
                        "native libraries must be unpacked to a folder from which programs may be started",
                        folder.path() + ", mounted noexec, for " + host.name(),
                        "Native libraries do not load there, and every task on that machine fails.",
                        OTHER_FOLDER));
    }

    /** Libraries that load are unpacked already. */
    private static Optional<Finding> room(Facts facts) {
        return room(
                facts,
                host -> host.software().arithmetic().isEmpty(),
                Use.LIBRARIES,
                LIBRARIES_BYTES,
                (folder, host) -> Finding.error(
                        "host-library-room",
                        "native libraries need 400 MiB where they are unpacked",
                        (folder.freeBytes() >> 20) + " MiB free in " + folder.path() + " for " + host.name(),
                        "Unpacking fails, or leaves a damaged library, and every task on that machine fails.",
                        "Make room there. Or: " + OTHER_FOLDER));
    }

    private static Optional<Finding> libraries(Facts facts) {
        return facts.hosts().stream()
                .filter(host -> !host.software().unusable().isEmpty())
                .findFirst()
                .map(host -> Finding.error(
                        "host-libraries",
                        "native libraries must load on all machines",
                        host.software().unusable() + ", for " + host.name(),
                        "Every task on that machine fails.",
                        "Correct what it says, or leave the machine out."));
    }

    /** A copy of the largest shard, and what a shuffle writes, must fit. */
    private static Optional<Finding> localRoom(Facts facts) {
        long largest = facts.input().data().stream()
                .flatMap(data -> data.content().shards().stream())
                .mapToLong(SplitContent.Shard::bytes)
                .max()
                .orElse(0);
        long needed = 2 * largest + (256L << 20);
        return room(
                facts,
                host -> true,
                Use.LOCAL,
                needed,
                (folder, host) -> Finding.error(
                        "host-local-room",
                        "Spark's local folders must have room for copies of two shards and for shuffles, "
                                + (needed >> 20) + " MiB",
                        (folder.freeBytes() >> 20) + " MiB free in " + folder.path() + " for " + host.name(),
                        "Tasks on that machine fail when their copy or shuffle no longer fits.",
                        "Make room there, or name another folder: "
                                + (facts.spark().isYarn()
                                        ? "yarn.nodemanager.local-dirs in its yarn-site.xml."
                                        : "--conf spark.local.dir=FOLDER after --.")));
    }

    private static Optional<Finding> data(Facts facts) {
        return facts.hosts().stream()
                .filter(host -> !host.unseen().isEmpty())
                .findFirst()
                .map(host -> Finding.error(
                        "host-data",
                        "all executors must see the images",
                        host.unseen().get(0) + ", for " + host.name(),
                        "Every task on that machine fails when it reads its first image.",
                        "Put the data on a file system that all machines see, and set -D data.train=hdfs:///FOLDER."));
    }

    /** Returns the executors of each value if there are several values. */
    private static Optional<String> differing(Facts facts, Function<Software, String> value) {
        Map<String, String> executors = facts.hosts().stream()
                .filter(host -> !value.apply(host.software()).isEmpty())
                .collect(Collectors.groupingBy(
                        host -> value.apply(host.software()),
                        TreeMap::new,
                        Collectors.mapping(
                                HostFacts::host,
                                Collectors.collectingAndThen(Collectors.toList(), hosts -> hosts.stream()
                                        .distinct()
                                        .sorted()
                                        .limit(3)
                                        .collect(Collectors.joining(", "))))));
        return executors.size() < 2
                ? Optional.empty()
                : Optional.of(executors.entrySet().stream()
                        .map(one -> one.getKey() + " on " + one.getValue())
                        .collect(Collectors.joining("; ")));
    }

    private static Optional<Finding> arithmetic(Facts facts) {
        return differing(facts, Software::arithmetic)
                .map(
                        given -> Finding.error(
                                "host-arithmetic",
                                "all machines must compute with the same library and instruction set, because bits depend on it",
                                given,
                                "Tasks refuse to start on machines that differ from the driver's.",
                                "Use machines of one kind, or set ONEDNN_MAX_CPU_ISA to the oldest instruction set, such as AVX2:"
                                        + " in the shell, and with --conf spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2 after --."));
    }

    private static Optional<Finding> jar(Facts facts) {
        return differing(facts, software -> software.jar() == 0 ? "" : software.jar() + " bytes")
                .map(given -> Finding.error(
                        "host-jar",
                        "all processes must use one convoy.jar",
                        given,
                        "Executors compute with another version than the driver's, or fail to read what it sends.",
                        "Remove convoy.jar from the executors' class path (spark.executor.extraClassPath, Spark's jars):"
                                + " it is sent with the job."));
    }

    private static Optional<Finding> java(Facts facts) {
        return differing(facts, Software::java)
                .map(given -> Finding.warning(
                        "host-java",
                        "all processes should have one version of Java",
                        given,
                        "Convoy is tested with one version at a time; bits do not depend on it.",
                        "Add --conf spark.executorEnv.JAVA_HOME=FOLDER after --, with the same Java on all machines."));
    }

    private static Optional<Finding> clocks(Facts facts) {
        return facts.hosts().stream()
                .filter(host -> Math.abs(host.clockMillis()) > CLOCK_MILLIS)
                .findFirst()
                .map(host -> Finding.warning(
                        "host-clock",
                        "the clocks of all machines should agree",
                        Math.abs(host.clockMillis()) / 1000 + " s " + (host.clockMillis() > 0 ? "ahead of" : "behind")
                                + " the driver's for " + host.name(),
                        "Times in logs and reports are wrong, and Kerberos refuses tickets from 5 minutes on.",
                        "Start an NTP client, such as chrony, on that machine."));
    }
}
