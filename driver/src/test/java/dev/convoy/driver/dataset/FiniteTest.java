package dev.convoy.driver.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteTest {
    @Test
    void finiteValuesOfAnySizeAreTaken() {
        Finite.require("features", new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 1}, 0, 0);
        Finite.require("features", new float[0], 0, 0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void theFirstThatIsNotFiniteIsNamedWithItsPlace(float value) {
        for (int place : new int[] {0, 7, 99}) {
            float[] values = new float[100];
            values[place] = value;
            values[99] = value;

            assertThatThrownBy(() -> Finite.require("labels", values, 3, 12))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("labels must be finite as float32. Given: " + value + " as value " + place
                            + " of example 12 of partition 3, counted from 0. Leave such examples out, or fill the value"
                            + " in.");
        }
    }
}
