package dev.convoy.driver.prepare.source.folder;

import dev.convoy.driver.prepare.source.Listing;
import dev.convoy.driver.prepare.source.SplitNames;
import java.io.Serializable;

/**
 * What the folders on the way to a file mean: first the split, if all folders at the top name splits, then the class.
 */
record FolderLayout(boolean splits, boolean classes) implements Serializable {
    static FolderLayout of(Listing listing) {
        boolean folders = false;
        boolean splits = true;
        for (int i = 0; i < listing.size(); i++) {
            int slash = listing.name(i).indexOf('/');
            if (slash >= 0) {
                folders = true;
                splits &= SplitNames.of(listing.name(i).substring(0, slash)) != null;
            }
        }
        FolderLayout layout = new FolderLayout(folders && splits, true);
        boolean classes = false;
        for (int i = 0; i < listing.size() && !classes; i++) {
            classes = layout.label(listing.name(i)) != null;
        }
        return new FolderLayout(layout.splits, classes);
    }

    /** Returns the class of a file, or null. */
    String label(String name) {
        String rest = splits ? name.substring(name.indexOf('/') + 1) : name;
        int slash = rest.indexOf('/');
        return classes && slash >= 0 ? rest.substring(0, slash) : null;
    }

    /** Returns the split of a file, or null. */
    String split(String name) {
        int slash = name.indexOf('/');
        return splits && slash >= 0 ? SplitNames.of(name.substring(0, slash)) : null;
    }

    /** Whether a folder is at the place of classes. */
    boolean isClassFolder(String folder) {
        return classes && folder.split("/").length == (splits ? 2 : 1);
    }
}
