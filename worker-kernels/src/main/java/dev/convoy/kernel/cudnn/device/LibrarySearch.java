package dev.convoy.kernel.cudnn.device;

import dev.convoy.kernel.cudnn.device.NodeLibraries.Library;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds NVIDIA's libraries on a node. It searches {@code LD_LIBRARY_PATH}, {@code CUDA_HOME}, the usual folders, and
 * Python's packages ({@code nvidia/…/lib}), in this order.
 *
 * @param environment the process's environment variables
 * @param root the root of the file system
 */
public record LibrarySearch(Map<String, String> environment, Path root) {
    private static final List<String> USUAL = List.of(
            "usr/local/cuda*/lib64",
            "usr/local/nvidia/lib64",
            "usr/lib/x86_64-linux-gnu",
            "usr/lib64",
            "lib/x86_64-linux-gnu",
            "usr/lib/wsl/lib");
    private static final List<String> PYTHON_PACKAGES =
            List.of("lib/python3*/site-packages", "lib/python3*/dist-packages");

    public static LibrarySearch ofProcess() {
        return new LibrarySearch(System.getenv(), Path.of("/"));
    }

    /** Returns each library's file in the first folder that has its companion; libraries in no folder are absent. */
    public NodeLibraries find() {
        List<Path> folders = List.copyOf(folders());
        NodeLibraries found = new NodeLibraries();
        for (Library library : Library.values()) {
            folders.stream()
                    .filter(folder -> in(folder, library.companion()).isPresent())
                    .findFirst()
                    .flatMap(folder -> in(folder, library))
                    .ifPresent(file -> found.put(library, file));
        }
        return found;
    }

    /** Describes where {@link #find} looks, in words, for messages. */
    public String looked() {
        return "LD_LIBRARY_PATH (" + environment.getOrDefault("LD_LIBRARY_PATH", "unset") + "), CUDA_HOME ("
                + environment.getOrDefault("CUDA_HOME", "unset")
                + "), /usr/local/cuda*/lib64, the system's library folders, and nvidia/*/lib of Python's packages";
    }

    private static Optional<Path> in(Path folder, Library library) {
        List<Path> files = matching(folder, library.pattern());
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get(0));
    }

    private Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        paths("LD_LIBRARY_PATH").forEach(folders::add);
        for (Path home : paths("CUDA_HOME")) {
            folders.add(home.resolve("lib64"));
            folders.add(home.resolve("lib"));
        }
        paths("CONDA_PREFIX").forEach(home -> folders.add(home.resolve("lib")));
        USUAL.forEach(usual -> folders.addAll(glob(root, usual)));
        for (Path packages : pythonPackages()) {
            folders.addAll(glob(packages, "nvidia/*/lib"));
        }
        return folders;
    }

    /** Returns the package folders of the active environment, of every python3 on the path, and of the system. */
    private Set<Path> pythonPackages() {
        Set<Path> packages = new LinkedHashSet<>(paths("PYTHONPATH"));
        Set<Path> homes = new LinkedHashSet<>(paths("VIRTUAL_ENV"));
        homes.addAll(paths("CONDA_PREFIX"));
        for (Path bin : paths("PATH")) {
            Path python = bin.resolve("python3");
            if (Files.exists(python)) {
                homes.add(home(python));
                linked(python).map(LibrarySearch::home).ifPresent(homes::add);
            }
        }
        homes.add(root.resolve("usr/local"));
        homes.add(root.resolve("usr"));
        paths("HOME").forEach(home -> homes.add(home.resolve(".local")));
        for (Path home : homes) {
            PYTHON_PACKAGES.forEach(pattern -> packages.addAll(glob(home, pattern)));
        }
        return packages;
    }

    /** Returns {@code home} for {@code home/bin/python3}. */
    private static Path home(Path python) {
        return python.resolveSibling("..").normalize();
    }

    /** Returns the first step of a link: the python3 of a virtual environment is a link to the system's. */
    private static Optional<Path> linked(Path file) {
        try {
            return Files.isSymbolicLink(file)
                    ? Optional.of(file.resolveSibling(Files.readSymbolicLink(file)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<Path> paths(String variable) {
        List<Path> paths = new ArrayList<>();
        for (String entry : environment.getOrDefault(variable, "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                Path path = Path.of(entry);
                paths.add(root.resolve(path.isAbsolute() ? path.getRoot().relativize(path) : path));
            }
        }
        return paths;
    }

    /** Returns existing folders under {@code from} whose names match part by part, the last in the alphabet first. */
    private static List<Path> glob(Path from, String pattern) {
        List<Path> found = List.of(from);
        for (String part : pattern.split("/", -1)) {
            found = found.stream()
                    .flatMap(folder -> matching(folder, part).stream())
                    .filter(Files::isDirectory)
                    .toList();
        }
        return found;
    }

    /** Returns the names in a folder that match, the last in the alphabet first; none if the folder cannot be read. */
    private static List<Path> matching(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
        found.sort((left, right) -> right.compareTo(left));
        return found;
    }
}
