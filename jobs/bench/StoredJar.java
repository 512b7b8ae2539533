import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars into a folder with their entries uncompressed, so that xz can compress them, and without native libraries
 * for other platforms than Linux on x86-64:
 *
 * <pre>java StoredJar.java FOLDER JAR...</pre>
 */
final class StoredJar {
    private static final Pattern OTHER_PLATFORM = Pattern.compile(
            "(?i).*(aarch|arm|ppc|s390x|riscv|loongarch|mips|i386|linux32|x86/|musl|osx|mac/|darwin|win|freebsd|sunos|aix).*"
                    + "\\.(so|a|dll|jnilib|dylib)");

    private StoredJar() {}

    public static void main(String[] arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            Path jar = Path.of(arguments[i]);
            copy(jar, Path.of(arguments[0]).resolve(jar.getFileName()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                OutputStream file = new BufferedOutputStream(Files.newOutputStream(to));
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setMethod(ZipOutputStream.STORED);
            // A few jars have a name twice; getEntry returns the entry that a class path would find.
            for (String name : jar.stream().map(ZipEntry::getName).distinct().toList()) {
                if (OTHER_PLATFORM.matcher(name).matches()) {
                    continue;
                }
                ZipEntry entry = jar.getEntry(name);
                ZipEntry stored = new ZipEntry(name);
                stored.setSize(entry.getSize());
                stored.setCrc(entry.getCrc());
                stored.setTime(entry.getTime());
                out.putNextEntry(stored);
                jar.getInputStream(entry).transferTo(out);
                out.closeEntry();
            }
        }
    }
}
