package dev.convoy.driver.live.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.CoreHours;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.checkpoint.Scores;
import dev.convoy.driver.live.Reports;
import dev.convoy.driver.round.RoundReport.Evaluation;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TrainingMetricsTest {
    private ClusterCounters counters = new ClusterCounters(0, 0, 5, 3, Map.of(), CoreHours.NONE);
    private final TrainingMetrics metrics =
            new TrainingMetrics(at(7), new Evaluation(0.5, 1.5, null, null, null, null), () -> counters);

    @Test
    void aRunThatContinuesHasTheTotalsAndScoresOfItsCheckpoint() {
        assertThat(count("rounds_total")).isEqualTo(7);
        assertThat(count("images_total")).isEqualTo(700);
        assertThat(value("validation_accuracy")).isEqualTo(0.5);
        assertThat(value("validation_loss")).isEqualTo(1.5);
        assertThat(value("test_accuracy")).isNaN();
        assertThat(value("loss")).isNaN();
    }

    @Test
    void valuesFollowTheRounds() {
        metrics.roundDone(Reports.of(8, 9), at(8));
        assertThat(count("rounds_total")).isEqualTo(8);
        assertThat(value("loss")).isEqualTo(8);
        assertThat(value("learning_rate")).isEqualTo(0.125);
        assertThat(value("images_per_second")).isEqualTo(128);
        assertThat(value("validation_accuracy")).isEqualTo(0.5);

        metrics.roundDone(Reports.of(9, 9), at(9));
        assertThat(value("test_accuracy")).isEqualTo(0.75);
    }

    /** A round that waits for lost executors lasts long. */
    @Test
    void lossesAreVisibleBeforeTheRoundEnds() {
        assertThat(count("executors_lost_total")).isEqualTo(3);
        assertThat(count("retried_tasks_total")).isEqualTo(5);
        counters = new ClusterCounters(0, 0, 6, 4, Map.of(), CoreHours.NONE);
        assertThat(count("executors_lost_total")).isEqualTo(4);
        assertThat(count("retried_tasks_total")).isEqualTo(6);
    }

    @Test
    void theAgeOfTheCheckpointStartsAgainWithEachCheckpoint() throws InterruptedException {
        Thread.sleep(50);
        double before = value("checkpoint_age_seconds");
        metrics.saved(at(8));

        assertThat(before).isGreaterThanOrEqualTo(0.05);
        assertThat(value("checkpoint_age_seconds")).isLessThan(before);
    }

    @Test
    void thePluginIsAddedToThoseOfTheUser() {
        String plugin = TrainingPlugin.class.getName();

        assertThat(TrainingPlugin.addTo(new SparkConf(false)).get("spark.plugins"))
                .isEqualTo(plugin);
        assertThat(TrainingPlugin.addTo(new SparkConf(false).set("spark.plugins", "a.B,c.D"))
                        .get("spark.plugins"))
                .isEqualTo("a.B,c.D," + plugin);
    }

    private static Progress at(int rounds) {
        return new Progress(
                null,
                null,
                null,
                new Cursor(0, rounds, rounds, rounds, 100L * rounds),
                Scores.NONE,
                ClusterCounters.NONE,
                Map.of(),
                List.of());
    }

    private long count(String name) {
        return ((Counter) metrics.getMetrics().get(name)).getCount();
    }

    private double value(String name) {
        return (double) ((Gauge<?>) metrics.getMetrics().get(name)).getValue();
    }
}
