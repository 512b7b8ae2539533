package dev.convoy.jobs.doctor;

import dev.convoy.driver.doctor.HostFacts;
import dev.convoy.driver.doctor.HostFacts.Folder;
import dev.convoy.driver.doctor.HostFacts.Software;
import dev.convoy.driver.doctor.HostFacts.Use;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.spark.NativeCache;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.UnpackedLibraries;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The task that describes an executor's process and machine, as JSON, because Kryo cannot create records. It computes
 * nothing and uses no GPU.
 *
 * @param engine engine whose native libraries are tried; empty for none
 * @param data paths that must be seen
 */
record ProbeHost(String engine, Precision precision, List<String> data) implements Function<Integer, String> {
    private static final int PROCESS_SECONDS = 2;

    @Override
    public String call(Integer any) throws IOException {
        NativeCache.keepApart();
        SparkEnv spark = SparkEnv.get();
        List<File> local = List.of(spark.blockManager().diskBlockManager().localDirs());
        return Json.line(facts(spark.executorId(), local, SparkHadoopUtil.get().newConfiguration(spark.conf())));
    }

    /** @param local Spark's local folders */
    HostFacts facts(String executor, List<File> local, Configuration hadoop) throws IOException {
        Software software = software();
        List<Folder> folders = new ArrayList<>();
        folders.add(folder(Use.LIBRARIES, UnpackedLibraries.here()));
        local.forEach(folder -> folders.add(folder(Use.LOCAL, UnpackedLibraries.at(folder.toPath()))));
        return new HostFacts(
                executor,
                InetAddress.getLocalHost().getHostName(),
                software,
                folders,
                System.currentTimeMillis(),
                data.stream().flatMap(path -> unseen(path, hadoop).stream()).toList());
    }

    private static Folder folder(Use use, UnpackedLibraries place) {
        return new Folder(use, place.folder().toString(), place.freeBytes(), place.noexec());
    }

    private Software software() throws IOException {
        String arithmetic = "";
        String unusable = "";
        if (!engine.isEmpty()) {
            NetworkKernelProvider provider = KernelLookup.networkEngine(engine, Device.CPU);
            unusable = provider.unsupportedReason(precision).orElse("");
            arithmetic = unusable.isEmpty() ? provider.arithmetic(precision) : "";
        }
        return new Software(glibc(), Integer.toString(Runtime.version().feature()), jar(), arithmetic, unusable);
    }

    private static String glibc() {
        try {
            Process process = new ProcessBuilder("getconf", "GNU_LIBC_VERSION").start();
            if (process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS)) {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return said.replace("glibc", "").strip();
            }
            process.destroy();
        } catch (IOException e) {
            // A system without glibc, or without the program: then the libraries show whether they load.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private static long jar() throws IOException {
        URI location = URI.create(ProbeHost.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        Path file = Path.of(location);
        return Files.isRegularFile(file) ? Files.size(file) : 0;
    }

    private static Optional<String> unseen(String path, Configuration hadoop) {
        try {
            UserPath found = UserPath.of("the data", path, hadoop);
            return found.files().exists(found.path()) ? Optional.empty() : Optional.of("no " + path);
        } catch (IOException | RuntimeException e) {
            return Optional.of(path + ", which cannot be read: " + e.getMessage());
        }
    }
}
