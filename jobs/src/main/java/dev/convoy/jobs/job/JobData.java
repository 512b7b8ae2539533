package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Part;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.InputRule.LabelRule;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The data of a job, opened and matched with each other.
 *
 * @param classOf the training data's class for each class of the test data
 */
record JobData(Dataset train, Dataset test, List<Integer> classOf) {
    /** @throws InvalidInputException if the two do not belong together */
    static JobData open(JobConfig.Data config, Configuration hadoop) throws IOException {
        Dataset train = Dataset.open(config.train(), Part.TRAIN, hadoop);
        Dataset test = Dataset.open(config.test(), Part.TEST, hadoop);
        if (!train.shape().equals(test.shape())) {
            throw new InvalidInputException(
                    "training and test images must have one shape",
                    train.shape() + " and " + test.shape(),
                    "Check data.train and data.test.");
        }
        return new JobData(train, test, match(train.classes(), test.classes()));
    }

    private static List<Integer> match(List<String> train, List<String> test) {
        List<Integer> classOf = new ArrayList<>();
        for (String name : test) {
            int found = train.indexOf(name);
            if (found < 0) {
                throw new InvalidInputException(
                        "test labels must be among the " + train.size() + " classes of the training labels",
                        name,
                        "Check data.train and data.test.");
            }
            classOf.add(found);
        }
        return classOf;
    }

    /** Returns what executors need to know of it. */
    WorkerData forWorkers(Model model, double labelSmoothing, int threads) {
        return new WorkerData(
                new Examples(train.shards(), rule(train, model, labelSmoothing, List.of())),
                new Examples(test.shards(), rule(test, model, 0, classOf)),
                CacheSettings.DEFAULT,
                threads);
    }

    /** Test images are normalized by the statistics of the training images. */
    private InputRule rule(Dataset data, Model model, double labelSmoothing, List<Integer> classes) {
        return new InputRule(
                data.format(),
                model.input(),
                classes,
                new LabelRule(model.outputs(), labelSmoothing),
                train.normalization(),
                ImageRule.NONE);
    }

    /** The shape of one image. */
    Shape shape() {
        return train.shape();
    }
}
