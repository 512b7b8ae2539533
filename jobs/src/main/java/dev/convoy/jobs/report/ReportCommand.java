package dev.convoy.jobs.report;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.page.ReportPage;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.OutputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code report}: one page of HTML about a run, or about several side by side. Starts no Spark job. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a page about a run, whether or not it has ended, or about several side by side.")
public final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs, any Hadoop path")
    private List<String> runs;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "File to write, any Hadoop path; of a single run, by default report.html in its folder")
    private String file;

    @Override
    public Integer call() throws Exception {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        List<RunFolder> folders = new ArrayList<>();
        for (String run : runs) {
            folders.add(RunFolder.at("RUN", run, hadoop));
        }
        if (file == null && folders.size() > 1) {
            throw new InvalidInputException(
                    "--out must be given for several runs", runs.size() + " runs", "Add --out FILE.html.");
        }
        OutputFile target = OutputFile.of(
                "--out", file != null ? file : new Path(folders.get(0).path(), ReportPage.FILE).toString(), hadoop);
        byte[] page = ReportPage.of(folders);
        target.write(to -> to.write(page));
        System.out.println(Redaction.of("wrote " + target.path()));
        return 0;
    }
}
