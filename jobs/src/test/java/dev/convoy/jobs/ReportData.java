package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What the page {@code report.html} of a run has for its scripts. */
record ReportData(JsonNode run) {
    static ReportData of(java.nio.file.Path folder) throws IOException {
        return of(new Path(folder.toUri()), new Configuration());
    }

    static ReportData of(Path folder, Configuration hadoop) throws IOException {
        try (InputStream in = folder.getFileSystem(hadoop).open(new Path(folder, "report.html"))) {
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String start = "id=\"data\">";
            int from = page.indexOf(start) + start.length();
            return new ReportData(new ObjectMapper()
                    .readTree(page.substring(from, page.indexOf("</script>", from)))
                    .path("runs")
                    .get(0));
        }
    }

    /** Hardly any of the wall time is without a name, and the parts add up to it. */
    ReportData requireTimeAttributed() {
        JsonNode time = run.path("time");
        double sum = 0;
        for (JsonNode part : time.path("seconds")) {
            sum += part.asDouble();
        }
        double wall = run.path("summary").path("wallSeconds").asDouble();
        assertThat(sum).as("%s", time).isCloseTo(wall, within(wall / 1000));
        assertThat(time.path("attributed").asDouble()).as("%s", time).isGreaterThan(0.98);
        return this;
    }

    /** Number of executors that were marked with a round in which they were lost. */
    long lost() {
        long lost = 0;
        for (JsonNode lane : run.path("executors").path("lanes")) {
            lost += lane.path("lost").asInt() > 0 ? 1 : 0;
        }
        return lost;
    }
}
