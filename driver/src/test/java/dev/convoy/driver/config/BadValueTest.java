package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadValueTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.epoch=2       | a key must be one of reference.conf's. Given: train.epoch. Did you mean train.epochs?",
                "kernal.engine=nd4j  | a key must be one of reference.conf's. Given: kernal.engine. Did you mean kernel.engine?",
                "train.batch-size=0  | train.batch-size must be >= 1. Given: 0.",
                "train.workers=-3    | train.workers must be >= 1. Given: -3.",
                "train.gpu-workers=0 | train.gpu-workers must be >= 1 and less than train.workers. Given: 0 of 2.",
                "train.workers-per-task=0 | train.workers-per-task must be >= 1. Given: 0.",
                "train.gpu-workers=2 | train.gpu-workers must be >= 1 and less than train.workers. Given: 2 of 2.",
                "train.label-smoothing=1 | train.label-smoothing must be >= 0 and < 1. Given: 1.0.",
                "train.label-smoothing=-0.1 | train.label-smoothing must be >= 0 and < 1. Given: -0.1.",
                "train.epochs=many   | train.epochs must be a whole number. Given: many.",
                "train.epochs=2.7    | train.epochs must be a whole number. Given: 2.7.",
                "train.epochs=3e9    | train.epochs must be a whole number of 32 bits. Given: 3e9.",
                "train.seed=0.5      | train.seed must be a whole number. Given: 0.5.",
                "train.seed=Infinity | train.seed must be a whole number. Given: Infinity.",
                "train.gpu-workers=1.5 | train.gpu-workers must be a whole number. Given: 1.5.",
                "train.accumulation=1.9 | train.accumulation must be a whole number. Given: 1.9.",
                "data.image-size=28.5 | data.image-size must be a whole number. Given: 28.5.",
                "prepare.quality=90.5 | prepare.quality must be a whole number. Given: 90.5.",
                "train.averaging-frequency=2.5 | train.averaging-frequency must be a whole number. Given: 2.5.",
                "train.averaging-frequency=[{from-epoch: 1.5, frequency: 1}] | train.averaging-frequency.from-epoch must be a whole number. Given: 1.5.",
                "train.ema=much      | train.ema must be a number. Given: much.",
                "train.label-smoothing=null | train.label-smoothing must be a number. Given: null.",
                "train.class-weights.c++=2 | -D takes a key of names with dots between them. Given: train.class-weights.c++=2.",
                "data.normalization={mean: [NaN], deviation: [1]} | data.normalization must have mean and deviation, a finite number",
                "data.normalization={mean: [1], deviation: [Infinity]} | data.normalization must have mean and deviation, a finite number",
                "data.normalization.mean=red | data.normalization.mean must be a list of numbers. Given: red.",
                "kernel.precision=x  | kernel.precision must be one of float32, tf32, bfloat16, float64. Given: x.",
                "train.learning-rate=1 | train.learning-rate and train.momentum need train.updater to be set.",
                "train.weight-decay=-1 | train.weight-decay must be >= 0 and finite. Given: -1.0.",
                "train.momentum=0.5 | train.learning-rate and train.momentum need train.updater to be set.",
                "checkpoint.best-by=ema-loss | checkpoint.best-by=ema-loss needs train.ema. Given: train.ema=null.",
                "train.gradient-clipping.norm=0 | train.gradient-clipping.norm must be > 0. Given: 0.0.",
                "train.gradient-clipping.value=-2 | train.gradient-clipping.value must be > 0. Given: -2.0.",
                "train.accumulation=0 | train.accumulation must be >= 1. Given: 0.",
                "train.ema=1 | train.ema must be > 0 and < 1. Given: 1.0.",
                "train.early-stopping.patience=0 | train.early-stopping.patience must be >= 1. Given: 0.",
                "train.early-stopping.min-improvement=-1 | train.early-stopping.min-improvement must be >= 0 and finite. Given: -1.0.",
                "train.early-stopping.min-improvement=0.01 | train.early-stopping.min-improvement needs train.early-stopping.patience.",
                "train.schedule.type=cosinus | train.schedule.type must be model, constant, step, cosine, polynomial or one-cycle. Given: cosinus.",
                "train.schedule.type=step | train.schedule.type=step needs train.schedule.milestones. Given: none.",
                "train.schedule.warmup=5 minutes | train.schedule.warmup must be a number of epochs or steps. Given: 5 minutes.",
                "train.schedule.warmup=5 | train.schedule.warmup needs train.schedule.type=constant or step or cosine or polynomial. Given: model.",
                "train.schedule.milestones=[10] | train.schedule.milestones needs train.schedule.type=step. Given: model.",
                "train.schedule.milestones=[10 | train.schedule.milestones must be a list of numbers. Given: [10.",
                "train.schedule.milestones=[10, 5] | train.schedule.milestones must be > 0 and ascending. Given: [10.0, 5.0].",
                "train.schedule.power=0 | train.schedule.power must be > 0. Given: 0.0.",
                "train.schedule.end=2 | train.schedule.end must be >= 0 and <= 1. Given: 2.0.",
                "train.schedule.peak=1 | train.schedule.peak must be > 0 and < 1. Given: 1.0.",
                "train.schedule.epochs=3 | train.schedule.epochs needs train.schedule.type=cosine or polynomial or one-cycle. Given: model.",
                "train.sampling=even | train.sampling must be shuffle or balanced. Given: even.",
                "train.averaging-frequency=0 | train.averaging-frequency must be >= 1. Given: 0.",
                "train.averaging-frequency=often | train.averaging-frequency must be a whole number. Given: often.",
                "train.averaging-frequency=[] | the phases of train.averaging-frequency must start from epoch 1, and each after the one before. Given: from-epoch [].",
                "train.averaging-frequency=[{from-epoch: 1, frequency: 0}] | train.averaging-frequency must be >= 1. Given: 0.",
                "train.averaging-frequency=[{from-epoch: 0, frequency: 1}] | the phases of train.averaging-frequency must start from epoch 1, and each after the one before. Given: from-epoch [0].",
                "train.averaging-frequency=[{from-epoch: 1, frequency: 1}, {from-epoch: 1, frequency: 2}] | the phases of train.averaging-frequency must start from epoch 1, and each after the one before. Given: from-epoch [1, 1].",
                "train.averaging-frequency=[{from-epoch: 1}] | each phase of train.averaging-frequency must have the keys from-epoch and frequency, and no others. Given: [from-epoch].",
                "train.averaging-frequency=[1, 16] | train.averaging-frequency must be a number, or phases as HOCON. Given: [1, 16] (",
                "train.averaging-warmup-rounds=-1 | train.averaging-warmup-rounds must be >= 0. Given: -1.",
                "train.outer.optimizer=adam | train.outer.optimizer must be average or nesterov. Given: adam.",
                "train.outer.momentum=0.5 | train.outer.learning-rate and train.outer.momentum need train.outer.optimizer=nesterov.",
                "train.outer.learning-rate=1 | train.outer.learning-rate and train.outer.momentum need train.outer.optimizer=nesterov.",
                "prepare.split=x     | a key must be one of reference.conf's. Given: prepare.split. Did you mean prepare.splits?",
                "prepare.splits.dev=1 | a key must be one of reference.conf's. Given: prepare.splits.dev.",
                "prepare.splits=half | prepare.splits must be folders or shares such as {train: 0.8, validation: 0.1, test: 0.1}. Given: half.",
                "prepare.splits={dev: 1} | prepare.splits may name train, validation, test. Given: dev.",
                "prepare.splits={train: 0.8, test: 0.1} | the shares of prepare.splits must have the sum 1. Given: 0.9",
                "prepare.splits=train=1.5,test=-0.5 | the shares of prepare.splits must be from 0 to 1. Given: ",
                "prepare.splits=train=half,test=0.5 | prepare.splits.train must be a number. Given: half.",
                "prepare.splits={test: 1} | prepare.splits must have a share for train. Given: {test=1.0}.",
                "prepare.group-by=(  | prepare.group-by must be a regular expression of Java. Given: ( (Unclosed group).",
                "prepare.short-side=0 | prepare.short-side must be >= 1. Given: 0.",
                "prepare.quality=101 | prepare.quality must be from 1 to 100. Given: 101.",
                "prepare.size=224x224 | prepare.size needs prepare.raw. Given: 224x224.",
                "prepare.size=0x224  | prepare.size must be at least 1x1. Given: 0x224.",
                "prepare.channels=2  | prepare.channels must be auto, 1 or 3. Given: 2.",
                "prepare.max-bad=2   | prepare.max-bad must be from 0 to 1. Given: 2.0.",
                "prepare.shard-bytes=0 | prepare.shard-bytes must be from 1 to 16 GiB. Given: 0.",
                "data.decoder=opencv | data.decoder must be leptonica or imageio. Given: opencv.",
                "report.mlflow-uri=databricks | report.mlflow-uri must be the http or https address of an MLflow tracking server. Given: databricks.",
                "report.mlflow-uri=https:// | report.mlflow-uri must be the http or https address of an MLflow tracking server. Given: https://.",
                "report.tensorboard=yes please | the configuration must fit reference.conf. Given:",
                "train               | -D takes key=value. Given: train.",
            })
    void aBadValueIsOneLineWithTheRuleAndTheValue(String override, String message) {
        assertThatThrownBy(() -> new ConfigLoader().load(Optional.empty(), List.of(override)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
