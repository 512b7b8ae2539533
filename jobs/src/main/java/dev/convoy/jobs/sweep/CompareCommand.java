package dev.convoy.jobs.sweep;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.page.RunTable;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.sweep.Metric;
import dev.convoy.jobs.job.OutputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code compare}: the settings in which runs differ, and their results. Starts no Spark job. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Prints the settings in which runs differ, and their results.")
public final class CompareCommand implements Callable<Integer> {
    private static final String CSV = ".csv";
    private static final String PAGE = ".html";

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs, any Hadoop path")
    private List<String> runs;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write in addition, .csv or .html; any Hadoop path")
    private String file;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            defaultValue = "accuracy",
            description = "Metric of the mean over seeds and of the charts: accuracy or loss")
    private String metric;

    @Override
    public Integer call() throws IOException {
        Metric compared = Metric.of(metric);
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        List<RunFolder> folders = new ArrayList<>();
        for (String run : runs) {
            folders.add(RunFolder.at("RUN", run, hadoop));
        }
        Optional<OutputFile> target =
                file == null ? Optional.empty() : Optional.of(OutputFile.of("--out", known(file), hadoop));
        RunTable table = RunTable.of(folders, compared);
        System.out.print(table.text());
        if (target.isPresent()) {
            byte[] content = file.endsWith(CSV) ? table.csv() : table.page(folders.size() + " runs");
            target.get().write(to -> to.write(content));
            System.out.println(Redaction.of("wrote " + target.get().path()));
        }
        return 0;
    }

    private static String known(String file) {
        if (!file.endsWith(CSV) && !file.endsWith(PAGE)) {
            throw new InvalidInputException(
                    "--out must name a file that ends with " + CSV + " or " + PAGE, file, "Change its name.");
        }
        return file;
    }
}
