package dev.convoy.driver.doctor;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where a run leaves its files. {@link RunFolderProbe} tries the folder itself. */
final class StorageChecks {
    static final List<Check> ALL = List.of(StorageChecks::localFolder, StorageChecks::rename);

    /** Object stores, which rename a file by copying it. */
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3n", "s3a", "gs", "oss", "cosn", "wasb", "wasbs");

    private StorageChecks() {}

    /** Returns the scheme of the run's folder; empty if no folder is named. */
    private static Optional<String> scheme(Facts facts) {
        return facts.job().run().dir().map(folder -> {
            URI own = new Path(folder).toUri();
            URI whole = own.getScheme() == null
                    ? FileSystem.getDefaultUri(facts.cluster().hadoop())
                    : own;
            return whole.getScheme();
        });
    }

    private static Optional<Finding> localFolder(Facts facts) {
        boolean isElsewhere = facts.spark().isClusterMode() && facts.spark().hasMachines();
        return scheme(facts)
                .filter(scheme -> isElsewhere && scheme.equals("file"))
                .map(scheme -> Finding.warning(
                        "run-folder-local",
                        "run.dir should be on a file system that all machines see if the driver runs in the cluster",
                        facts.job().run().dir().orElseThrow(),
                        "The results are on the machine that the driver happens to run on, and a driver that is started"
                                + " again elsewhere begins at round 0, unless the folder is a shared mount.",
                        "Set -D run.dir=hdfs:///FOLDER, or another shared file system."));
    }

    private static Optional<Finding> rename(Facts facts) {
        return scheme(facts)
                .filter(OBJECT_STORES::contains)
                .map(scheme -> Finding.warning(
                        "run-folder-rename",
                        "run.dir should be on a file system that renames a folder in one step",
                        facts.job().run().dir().orElseThrow(),
                        scheme
                                + ": copies each file of a checkpoint instead, which takes longer; a driver that is killed"
                                + " meanwhile leaves a part, and the run continues from the checkpoint before.",
                        "Set -D run.dir=hdfs:///FOLDER, and copy the folder when the run has ended."));
    }
}
