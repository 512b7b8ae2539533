package dev.convoy.driver.prepare.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.TestInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    private Path folder;

    private Listing list(Path path) throws IOException {
        return Listing.of("--from", UserPath.of("--from", path.toString(), hadoop));
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            TestInput.write(folder, name, name);
        }
    }

    @Test
    void theOrderIsThatOfFoldersAndNamesWhateverTheFileSystemsOrder() throws IOException {
        write("b/2.png", "b/10.png", "a/z/1.png", "a/B.png", "a/b.png", "a.png", "c/\uFF61.png", "c/\uD83D\uDE00.png");
        List<String> names = list(folder).names();

        assertThat(names)
                .containsExactly(
                        "a/B.png",
                        "a/b.png",
                        "a/z/1.png",
                        "a.png",
                        "b/10.png",
                        "b/2.png",
                        "c/\uFF61.png",
                        "c/\uD83D\uDE00.png");
        for (long seed = 0; seed < 20; seed++) {
            UserPath plain = UserPath.of("--from", folder.toString(), hadoop);
            UserPath shuffled = new UserPath(new ShuffledFileSystem(plain.files(), seed), plain.path());

            assertThat(Listing.of("--from", shuffled).names())
                    .as("seed %d", seed)
                    .isEqualTo(names);
        }
    }

    @Test
    void namesAreLiteralAndOpen() throws IOException {
        write("a b/%20.png", "a#b/50%.png", "c:d/12:45.png", "Zürich/実験.png", "[x]{y}/it's \"it\" *?.PNG");
        Listing listing = list(folder);

        assertThat(listing.size()).isEqualTo(5);
        for (int i = 0; i < listing.size(); i++) {
            try (var in = listing.root().files().open(listing.path(i))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(listing.name(i));
            }
            assertThat(listing.length(i)).isEqualTo(Files.size(folder.resolve(listing.name(i))));
        }
    }

    @Test
    void hiddenNamesAreLeftOutAndCounted() throws IOException {
        write("a/1.png", ".git/x.png", "a/.DS_Store", "a/Thumbs.db", "__MACOSX/a/1.png", "_SUCCESS", "a/desktop.ini");
        Listing listing = list(folder);

        assertThat(listing.names()).containsExactly("a/1.png");
        assertThat(listing.notes()).containsExactly("left out 6 hidden files or folders such as .git");
    }

    @Test
    void emptyFoldersAreNamed() throws IOException {
        write("a/1.png", "c/.hidden");
        Files.createDirectories(folder.resolve("b/x"));

        assertThat(list(folder).emptyFolders()).containsExactly("b/x", "b", "c");
    }

    @Test
    void aLinkToAFolderIsFollowedButNotForEver() throws IOException {
        write("data/a/1.png");
        Files.createDirectory(folder.resolve("in"));
        Files.createSymbolicLink(folder.resolve("in/linked"), folder.resolve("data/a"));

        assertThat(list(folder.resolve("in")).names()).containsExactly("linked/1.png");
        Files.createSymbolicLink(folder.resolve("in/up"), folder.resolve("in"));
        assertThatThrownBy(() -> list(folder.resolve("in")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("folders in --from must be nested at most 32 deep. Given: up/up/");
    }

    @Test
    void aFileIsAloneInItsFolder() throws IOException {
        write("a/1.png", "a/2.png");
        Listing listing = list(folder.resolve("a/2.png"));

        assertThat(listing.isFile()).isTrue();
        assertThat(listing.names()).containsExactly("2.png");
        assertThat(listing.root().path()).hasToString("file:" + folder + "/a");
    }

    @Test
    void whatIsMissingOrRefusedIsNamed() throws IOException {
        assertThatThrownBy(() -> list(folder.resolve("nowhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--from must name a file or folder that exists. Given: file:" + folder
                        + "/nowhere. Check the path; on a cluster, all machines must see it.");
        UserPath plain = UserPath.of("--from", folder.toString(), hadoop);
        ShuffledFileSystem refusing = new ShuffledFileSystem(plain.files(), 0) {
            @Override
            public org.apache.hadoop.fs.RemoteIterator<org.apache.hadoop.fs.FileStatus> listStatusIterator(
                    org.apache.hadoop.fs.Path path) throws IOException {
                throw new AccessControlException("Permission denied: user=me");
            }
        };
        assertThatThrownBy(() -> Listing.of("--from", new UserPath(refusing, plain.path())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--from must be readable by this user. Given: file:" + folder);
    }

    @Test
    void manyFilesTakeLittleMemory() throws IOException {
        int files = 300_000;
        List<Listing> kept = new ArrayList<>();
        kept.add(Listing.of(
                "--from",
                new UserPath(new SyntheticFileSystem(100, files / 100), new org.apache.hadoop.fs.Path("synthetic:/"))));
        assertThat(kept.get(0).size()).isEqualTo(files);

        // What its release frees: other tests in this JVM leave garbage that is collected while the list is made.
        long with = usedBytes();
        kept.clear();
        long bytes = with - usedBytes();
        assertThat(bytes / files).as("bytes a file").isBetween(50L, 150L);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
