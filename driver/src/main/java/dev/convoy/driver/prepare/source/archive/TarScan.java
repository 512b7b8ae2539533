package dev.convoy.driver.prepare.source.archive;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.archive.TarMembers.Member;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the start of archives to find out how its files are named. Goes on to other folders, if all files so far are
 * in folders of one folder: that one may be around all of the archive, or the first class.
 */
final class TarScan {
    private static final Logger LOG = LoggerFactory.getLogger(TarScan.class);

    private static final int MEMBERS = 64;
    private static final int START_BYTES = 512;
    private static final int MAX_SHOWN = 4;

    /** After so many bytes of all archives in one folder, it is taken as one around all. */
    private static final long MAX_BYTES = 1L << 30;

    /** One image of each folder. */
    private final Map<String, String> images = new LinkedHashMap<>();

    private final Set<String> tops = new HashSet<>();
    private final Set<String> imageBases = new HashSet<>();
    private final Set<String> labelBases = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private long bytes;
    private boolean decided;

    /** Reads the start of an archive; one that is damaged as far as it goes, because its part reports the damage. */
    void read(FileSystem files, Path path, long length) throws IOException {
        int count = 0;
        try (TarMembers members = TarMembers.open(files, path, length)) {
            for (Member member; (count < MEMBERS || !decided) && (member = members.next()) != null; count++) {
                add(member.name(), member.isLink() ? new byte[0] : members.content(member, START_BYTES));
                decided |= bytes + members.position() > MAX_BYTES;
            }
            bytes += members.position();
        } catch (LostImageException e) {
            LOG.info("{}: {}", path, e.getMessage());
        }
    }

    /** Whether other archives would tell no more. */
    boolean isDecided() {
        return decided;
    }

    private void add(String name, byte[] start) {
        if (FileStart.isImage(start)) {
            int slash = name.lastIndexOf('/');
            images.putIfAbsent(name.substring(0, slash + 1), name);
            int first = name.indexOf('/');
            tops.add(name.substring(0, Math.max(first, 0)));
            decided |= first == slash || tops.size() > 1;
            if (imageBases.size() < MEMBERS) {
                imageBases.add(Sample.base(name));
            }
        } else if (Sample.field(name).equals(Sample.LABEL_TEXT)
                || Sample.field(name).equals(Sample.LABEL_JSON)) {
            labelBases.add(Sample.base(name));
        } else if (others.size() < MAX_SHOWN) {
            others.add(InvalidInputException.printable(name) + " (" + FileStart.kind(start) + ")");
        }
    }

    boolean hasImages() {
        return !images.isEmpty();
    }

    /** The first files that are no images, for messages. */
    String others() {
        return others.isEmpty() ? "nothing" : String.join(", ", others);
    }

    TarLayout layout() {
        labelBases.retainAll(imageBases);
        return new TarLayout(!labelBases.isEmpty(), FolderLayout.of(images.values()));
    }
}
