package dev.convoy.jobs.report;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.report.evaluation.Conclusion;
import dev.convoy.driver.report.evaluation.ConclusionImages;
import dev.convoy.driver.report.page.ReportPage;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report in the folder of a run. That it cannot be written never fails the run. */
public final class RunReport {
    private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);

    private final JobConfig config;
    private final Preparation prepared;
    private final RunFolder folder;
    private final RunOwnership ownership;

    public RunReport(JobConfig config, Preparation prepared, RunFolder folder, RunOwnership ownership) {
        this.config = config;
        this.prepared = prepared;
        this.folder = folder;
        this.ownership = ownership;
    }

    private interface Writing {
        void write() throws IOException;
    }

    /** Writes the evaluation that the run ends with in detail. */
    public void concluded(Split split, Predictions predictions) {
        attempt(Conclusion.FILE, () -> {
            Conclusion conclusion = new ConclusionImages(
                            predictions,
                            prepared.job().data().heldOut().get(split),
                            folder.files().getConf())
                    .conclude(split.key(), prepared.classes());
            folder.replace(Conclusion.FILE, Json.line(conclusion).getBytes(StandardCharsets.UTF_8));
        });
    }

    /** Writes the page, from the files of the run. */
    public void write() {
        if (config.report().html()) {
            attempt(ReportPage.FILE, () -> folder.replace(ReportPage.FILE, ReportPage.of(List.of(folder))));
        }
    }

    private void attempt(String file, Writing writing) {
        try {
            // Another process may own the folder by now.
            ownership.requireHeld();
            writing.write();
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be written; the run is not affected", file, e);
        }
    }
}
