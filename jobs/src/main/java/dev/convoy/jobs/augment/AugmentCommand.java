package dev.convoy.jobs.augment;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.executor.AugmentedExamples;
import dev.convoy.driver.executor.AugmentedExamples.Seen;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.report.page.AugmentPage;
import dev.convoy.driver.run.Redaction;
import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.KeyedOptions;
import dev.convoy.jobs.job.OutputFile;
import dev.convoy.jobs.job.TrainingImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code augment}: a page of training images as the network sees them. Starts no Spark job. */
@Command(
        name = "augment",
        mixinStandardHelpOptions = true,
        description = "Writes a page that shows 8 training images as the network sees them in 8 epochs.")
public final class AugmentCommand implements Callable<Integer>, KeyedOptions {
    private static final int IMAGES = 8;
    private static final int EPOCHS = 8;

    @Option(names = "--data", paramLabel = "DATASET", description = "Training images (data.train)")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "FILE.html", description = "File to write, any Hadoop path")
    private String out;

    @Mixin
    private JobOptions options;

    @Override
    public List<String> keyValues() {
        return data == null ? List.of() : List.of("data.train=" + data);
    }

    @Override
    public Integer call() throws Exception {
        JobConfig config = options.loadWith(keyValues());
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        OutputFile target = OutputFile.of("--out", out, hadoop);
        TrainingImages images = TrainingImages.of(config, hadoop);
        String augment = config.data().images().augmentations().text();
        byte[] page = page(images, augment, hadoop);
        target.write(to -> to.write(page));
        System.out.println(Redaction.of(String.format(
                Locale.ROOT,
                "wrote %s: training images in %d epochs, train.augment=[%s]",
                target.path(),
                EPOCHS,
                augment)));
        return 0;
    }

    private static byte[] page(TrainingImages images, String augment, Configuration hadoop) throws Exception {
        Plan plan = images.plan();
        String sizes = String.format(
                Locale.ROOT,
                "train.seed=%d, train.workers=%d and train.batch-size=%d",
                plan.seed(),
                plan.workers(),
                plan.batchSize());
        try (AugmentedExamples examples =
                new AugmentedExamples(plan, images.examples(), IMAGES, images.cache(), hadoop)) {
            List<List<Seen>> epochs = new ArrayList<>();
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                epochs.add(examples.epoch(epoch));
            }
            return new AugmentPage(images.classes()).html(augment, sizes, examples.plain(), epochs);
        }
    }
}
