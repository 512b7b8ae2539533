package dev.convoy.driver.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedAverageTest {
    @Test
    void weighsByExamples() {
        WeightedAverage average = new WeightedAverage();
        average.add(30, FlatVector.of(1f, -2f));
        average.add(10, FlatVector.of(5f, 2f));

        assertThat(average.result().toFloats()).containsExactly(2f, -1f);
        assertThat(average.weight()).isEqualTo(40);
    }

    @Test
    void oneWorkersVectorComesBackToTheBit() {
        FlatVector vector = random(1000, 5);
        WeightedAverage average = new WeightedAverage();
        average.add(12_345_677, vector);

        assertThat(average.result().bytes()).isEqualTo(vector.bytes());
    }

    @Test
    void aWorkerWithoutExamplesChangesNothingWhateverItHolds() {
        WeightedAverage average = new WeightedAverage();
        average.add(0, FlatVector.of(Float.NaN));
        average.add(3, FlatVector.of(7f));

        assertThat(average.result().toFloats()).containsExactly(7f);
    }

    @Test
    void slicesGiveTheBitsOfTheWhole() {
        List<FlatVector> workers = List.of(random(101, 1), random(101, 2), random(101, 3));
        FlatVector whole = average(workers);
        FlatVector inSlices = FlatVector.concatenate(List.of(
                average(workers.stream().map(vector -> vector.slice(0, 40)).toList()),
                average(workers.stream().map(vector -> vector.slice(40, 101)).toList())));

        assertThat(inSlices.bytes()).isEqualTo(whole.bytes());
    }

    @Test
    void refusesToAnswerWhenEmpty() {
        assertThatThrownBy(() -> new WeightedAverage().result())
                .hasMessage("an average needs at least 1 example. Added: 0");
    }

    @Test
    void aMismatchNamesBothSides() {
        WeightedAverage average = new WeightedAverage();
        average.add(1, FlatVector.of(1f, 2f));

        assertThatThrownBy(() -> average.add(1, FlatVector.of(1.0, 2.0, 3.0)))
                .hasMessage("cannot average a vector of 3 DOUBLE with one of 2 FLOAT");
    }

    private static FlatVector average(List<FlatVector> workers) {
        WeightedAverage average = new WeightedAverage();
        for (int i = 0; i < workers.size(); i++) {
            average.add(17 + i, workers.get(i));
        }
        return average.result();
    }

    private static FlatVector random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return FlatVector.of(values);
    }
}
