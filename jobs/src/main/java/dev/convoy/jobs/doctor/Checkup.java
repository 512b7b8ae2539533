package dev.convoy.jobs.doctor;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.doctor.Doctor;
import dev.convoy.driver.doctor.Facts;
import dev.convoy.driver.doctor.Finding;
import dev.convoy.jobs.job.JobInput;
import dev.convoy.jobs.job.Preparation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The checks that a training makes by itself: those without a cluster first, those of machines once it is open. */
public final class Checkup {
    private static final Duration FIRST_EXECUTOR = Duration.ofSeconds(10);
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private final JobConfig config;
    private final SparkConf spark;
    private final Configuration hadoop;
    private final PrintStream out;
    private final FactFinder finder;
    private Facts facts;
    private String engine;

    public Checkup(JobConfig config, SparkConf spark, Configuration hadoop, PrintStream out) {
        this.config = config;
        this.spark = spark;
        this.hadoop = hadoop;
        this.out = out;
        this.finder = new FactFinder(config, spark, hadoop);
    }

    /**
     * Prepares the job, and prints a line for each warning.
     *
     * @throws InvalidInputException for the first error
     */
    public Preparation prepare() throws IOException {
        Facts settings = finder.settings();
        // An engine for GPUs opens the cluster, which may not even start with these settings.
        stopAt(Doctor.examine(settings));
        Preparation prepared = Preparation.of(config, spark, hadoop);
        facts = settings.with(finder.input(JobInput.of(prepared)));
        engine = prepared.kernel().engine();
        report(Doctor.examine(facts));
        return prepared;
    }

    /**
     * Asks the executors that are there about their machines; to be called after {@link #prepare}.
     *
     * @return the context given
     * @throws InvalidInputException for the first error
     */
    public JavaSparkContext probe(JavaSparkContext context) {
        try {
            if (HostProbe.await(context, 1, FIRST_EXECUTOR)) {
                report(Doctor.examineHosts(facts.with(finder.hosts(context, engine, ANSWERS))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return context;
    }

    private void report(List<Finding> findings) {
        stopAt(findings);
        findings.forEach(warning -> out.println("warning: " + warning.line()));
    }

    private static void stopAt(List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::stops).toList();
        if (errors.isEmpty()) {
            return;
        }
        Finding first = errors.get(0);
        int others = findings.size() - 1;
        String more = others == 0
                ? ""
                : " There " + (others == 1 ? "is 1 other finding" : "are " + others + " other findings")
                        + ": the verb doctor with the same options lists all.";
        throw new InvalidInputException(first.rule(), first.given(), first.remedy() + more);
    }
}
