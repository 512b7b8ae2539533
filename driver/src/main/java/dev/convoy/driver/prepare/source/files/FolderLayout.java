package dev.convoy.driver.prepare.source.files;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the folders on the way to a file mean: after folders that all files share, the split, if all folders there name
 * splits; then the class.
 *
 * @param shared path with a last slash of the only folder with folders, or ""
 * @param splits whether a split's folder follows
 * @param classes whether a class's folder follows
 */
public record FolderLayout(String shared, boolean splits, boolean classes) implements Serializable {
    /** @param names paths of files, those without a folder included */
    public static FolderLayout of(Collection<String> names) {
        String shared = "";
        while (true) {
            Set<String> folders = new TreeSet<>();
            boolean deeper = true;
            for (String name : names) {
                int slash = name.indexOf('/', shared.length());
                if (name.startsWith(shared) && slash >= 0) {
                    folders.add(name.substring(shared.length(), slash));
                    deeper &= name.indexOf('/', slash + 1) >= 0;
                }
            }
            boolean splits = !folders.isEmpty() && folders.stream().allMatch(folder -> SplitNames.of(folder) != null);
            if (splits || folders.size() != 1 || !deeper) {
                return withClasses(new FolderLayout(shared, splits, true), names);
            }
            shared += folders.iterator().next() + "/";
        }
    }

    private static FolderLayout withClasses(FolderLayout layout, Collection<String> names) {
        boolean classes = names.stream().anyMatch(name -> layout.label(name) != null);
        return new FolderLayout(layout.shared, layout.splits, classes);
    }

    /** Returns the class of a file, or null. */
    public String label(String name) {
        int start = classStart(name);
        int slash = classes && start >= 0 ? name.indexOf('/', start) : -1;
        return slash < 0 ? null : name.substring(start, slash);
    }

    /** Returns the split of a file, or null. */
    public String split(String name) {
        String folder = splitFolder(name);
        return folder == null ? null : SplitNames.of(folder);
    }

    /** Returns the name of the split's folder that a file is in, or null. */
    public String splitFolder(String name) {
        int slash = splits && name.startsWith(shared) ? name.indexOf('/', shared.length()) : -1;
        return slash < 0 ? null : name.substring(shared.length(), slash);
    }

    /** Whether a folder is at the place of classes. */
    public boolean isClassFolder(String folder) {
        int start = classStart(folder);
        return classes && start >= 0 && start < folder.length() && folder.indexOf('/', start) < 0;
    }

    /** Returns where the name of the class's folder starts, or -1 if the path has none. */
    private int classStart(String name) {
        if (!name.startsWith(shared)) {
            return -1;
        }
        String folder = splitFolder(name);
        return folder == null ? (splits ? -1 : shared.length()) : shared.length() + folder.length() + 1;
    }
}
