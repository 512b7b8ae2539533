package dev.convoy.kernel.cudnn.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.cudnn.device.NodeLibraries.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries are found wherever a node may keep them, first where a person set a path. */
class LibrarySearchTest {
    private static final String NAME = "libcublas.so.13";

    @TempDir
    private Path root;

    private Path install(String folder) throws IOException {
        return Files.createFile(Files.createDirectories(root.resolve(folder)).resolve(NAME));
    }

    private Path found(Map<String, String> environment) {
        return new LibrarySearch(environment, root).find().files().get(Library.MATRICES);
    }

    @Test
    void whatAPersonSetsComesBeforeWhatIsUsual() throws IOException {
        Path usual = install("usr/local/cuda/lib64");
        Path home = install("opt/cuda/lib64");
        Path path = install("opt/lib");
        assertThat(found(Map.of("LD_LIBRARY_PATH", "/nowhere::/opt/lib", "CUDA_HOME", "/opt/cuda")))
                .isEqualTo(path);
        assertThat(found(Map.of("CUDA_HOME", "/opt/cuda"))).isEqualTo(home);
        assertThat(found(Map.of())).isEqualTo(usual);
    }

    @Test
    void ofSeveralVersionsTheLatest() throws IOException {
        install("usr/local/cuda-13.0/lib64");
        Path latest = install("usr/local/cuda-13.1/lib64");
        assertThat(found(Map.of())).isEqualTo(latest);
    }

    @Test
    void amongThePackagesOfPythonOnThePath() throws IOException {
        Path packaged = install("opt/venv/lib/python3.12/site-packages/nvidia/cu13/lib");
        Files.createFile(Files.createDirectories(root.resolve("opt/venv/bin")).resolve("python3"));
        assertThat(found(Map.of("PATH", "/usr/bin:/opt/venv/bin"))).isEqualTo(packaged);
    }

    @Test
    void amongThePackagesOfThePythonThatALinkMeans() throws IOException {
        Path packaged = install("opt/venv/lib/python3.12/site-packages/nvidia/cublas/lib");
        Path python = Files.createFile(
                Files.createDirectories(root.resolve("opt/venv/bin")).resolve("python3"));
        Files.createSymbolicLink(
                Files.createDirectories(root.resolve("usr/local/bin")).resolve("python3"), python);
        assertThat(found(Map.of("PATH", "/usr/local/bin"))).isEqualTo(packaged);
    }

    @Test
    void amongTheSystemsAndAPersonsPackages() throws IOException {
        Path own = install("home/me/.local/lib/python3.12/site-packages/nvidia/cublas/lib");
        assertThat(found(Map.of("HOME", "/home/me"))).isEqualTo(own);
        Path system = install("usr/lib/python3/dist-packages/nvidia/cublas/lib");
        assertThat(found(Map.of("HOME", "/home/me"))).isEqualTo(system);
    }

    /** Builds for CUDA 12, or of another cuDNN 9, have the same file names. */
    @Test
    void partsOfCudnnComeFromOneFolder() throws IOException {
        Path other = Files.createDirectories(root.resolve("opt/other"));
        Path whole = Files.createDirectories(root.resolve("usr/lib/x86_64-linux-gnu"));
        Files.createFile(other.resolve("libcudnn_ops.so.9"));
        Files.createFile(whole.resolve("libcudnn_ops.so.9"));
        Files.createFile(whole.resolve("libcudnn_graph.so.9"));

        Map<Library, Path> files = new LibrarySearch(Map.of("LD_LIBRARY_PATH", "/opt/other"), root)
                .find()
                .files();

        assertThat(files).containsEntry(Library.DNN_OPERATIONS, whole.resolve("libcudnn_ops.so.9"));
    }

    @Test
    void nowhere() {
        assertThat(found(Map.of())).isNull();
    }
}
