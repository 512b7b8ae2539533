package dev.convoy.base;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class FlatVectorTest {
    @Test
    void moreValuesThanAnArrayHoldsAreRefusedBeforeAnyIsRead() {
        assertThatThrownBy(() -> FlatVector.copyOf(DataType.FLOAT, new FloatPointer(), 600_000_000L))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the parameters, and the updater's state, must each be at most 536,870,911 FLOAT values."
                        + " Given: 600,000,000. Use a smaller model, or an updater with less state.");
    }
}
