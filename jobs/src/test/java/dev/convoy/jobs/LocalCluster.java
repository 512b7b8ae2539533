package dev.convoy.jobs;

import java.io.IOException;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tidies up after {@code local-cluster}: each executor has had a copy of Convoy's jar, which nobody else removes. */
final class LocalCluster implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        FileUtils.deleteDirectory(SparkHome.FOLDER.resolve("work").toFile());
    }
}
