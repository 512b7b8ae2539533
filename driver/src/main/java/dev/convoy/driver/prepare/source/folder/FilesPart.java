package dev.convoy.driver.prepare.source.folder;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/**
 * Image files.
 *
 * @param root folder that {@code names} are relative to
 * @param lengths of the files in bytes, which tell changed files from those that were prepared
 */
record FilesPart(String root, String[] names, long[] lengths, FolderLayout layout, SourceOptions options)
        implements SourcePart {
    @Override
    public long bytes() {
        return Arrays.stream(lengths).sum();
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        Iterator<String> left = Arrays.asList(names).iterator();
        return new SourceItems(() -> left.hasNext() ? item(folder, left.next()) : null);
    }

    private SourceItem item(UserPath folder, String name) throws IOException {
        try {
            byte[] file = FileRead.whole(folder.files(), Listing.path(folder, name), options.maxFileBytes());
            return new SourceImage(name, layout.label(name), options.group(name), layout.split(name), file, null);
        } catch (LostImageException e) {
            return new SourceFailure(name, e.getMessage());
        }
    }
}
