package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A tar archive.
 *
 * @param root folder of {@code name}
 * @param split the split that the archive's name gives, or null
 */
record TarPart(String root, String name, long bytes, String split, TarLayout layout, SourceOptions options)
        implements SourcePart {
    @Override
    public Optional<String> container() {
        return Optional.of(name);
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        try {
            TarMembers members = TarMembers.open(folder.files(), Listing.path(folder, name), bytes);
            return new SourceItems(
                    layout.samples() ? new SampleReader(this, members) : new MemberReader(this, members), members);
        } catch (LostImageException e) {
            return SourceItems.of(List.of(rest(e, 0, 0)));
        }
    }

    String id(String member) {
        return name + "!" + member;
    }

    /** Returns the failure of the rest of the archive. */
    SourceFailure rest(LostImageException e, long images, long read) {
        return SourceFailure.rest(name, e.getMessage(), images, read, bytes);
    }
}
