package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * The input of a job, opened as far as that is possible without a cluster. A {@link Preparation} ends at the first thing
 * that it refuses; this goes on with what does not depend on it.
 *
 * @param prepared the whole, if nothing is refused and no GPU is needed to choose the engine
 * @param examples number of training images; 0 if they could not be opened
 */
public record JobInput(
        Optional<Preparation> prepared, Optional<Model> model, long examples, List<InvalidInputException> refusals) {
    public static JobInput of(Preparation prepared) {
        return new JobInput(
                Optional.of(prepared),
                Optional.of(prepared.model()),
                prepared.job().plan().examples(),
                List.of());
    }

    public static JobInput open(JobConfig config, SparkConf spark, Configuration hadoop) throws IOException {
        List<InvalidInputException> refusals = new ArrayList<>();
        boolean needsGpu = attempt(() -> KernelLookup.needsGpu(config.kernel().engine()), refusals)
                .orElse(true);
        if (!needsGpu) {
            try {
                return of(Preparation.of(config, spark, hadoop));
            } catch (InvalidInputException e) {
                // The steps below meet it again.
            }
        }
        attempt(() -> checkExecutors(config, spark), refusals);
        Optional<JobData> data = attempt(() -> JobData.open(config.data(), hadoop), refusals);
        Optional<Model> model = data.isEmpty()
                ? Optional.empty()
                : attempt(() -> Preparation.load(config, data.get(), hadoop), refusals)
                        .map(LoadedModel::model);
        if (model.isPresent()) {
            attempt(() -> checkModel(config, model.get(), spark), refusals);
            if (!needsGpu) {
                attempt(() -> chooseOnCpu(config, model.get()), refusals);
            }
        }
        data.ifPresent(opened -> attempt(() -> Preparation.plan(config, opened), refusals));
        return new JobInput(
                Optional.empty(),
                model,
                data.map(opened -> opened.train().count()).orElse(0L),
                refusals);
    }

    private static boolean checkExecutors(JobConfig config, SparkConf spark) {
        Preparation.requireExecutors(config, spark);
        return true;
    }

    private static boolean checkModel(JobConfig config, Model model, SparkConf spark) {
        SparkWorkers.requireRoom(
                spark,
                model,
                config.kernel().precision(),
                config.train().averaging().workers());
        return true;
    }

    private static Object chooseOnCpu(JobConfig config, Model model) {
        return KernelLookup.choose(
                config.kernel().engine(), model, config.kernel().precision(), Device.CPU);
    }

    /** A step that may be refused. */
    private interface Step<T> {
        T take() throws IOException;
    }

    private static <T> Optional<T> attempt(Step<T> step, List<InvalidInputException> refusals) {
        try {
            return Optional.of(step.take());
        } catch (InvalidInputException e) {
            refusals.add(e);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
