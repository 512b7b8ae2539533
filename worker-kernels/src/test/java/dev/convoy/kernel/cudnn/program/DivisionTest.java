package dev.convoy.kernel.cudnn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DivisionTest {
    private static final int PARAMETERS = 100;

    @Test
    void theFirstPartEndsWithTheLastUseOfItsParameters() {
        assertThat(of(step(80), step(90, 60), step(), step(40), step(20), step(0)))
                .isEqualTo(new Division(2, 60));
    }

    /** The step before the middle uses a parameter whose neighbours are used after it. */
    @Test
    void parametersAreOnlySettledIfAllAfterThemAre() {
        assertThat(of(step(40), step(80), step(60), step(20), step(90), step(0)))
                .isEqualTo(new Division(0, PARAMETERS));
        assertThat(of(step(90), step(40), step(60), step(20), step(80), step(0)))
                .isEqualTo(new Division(1, 90));
    }

    @Test
    void aLaterUseCounts() {
        assertThat(of(step(80), step(60), step(40), step(80), step(20), step(0)))
                .isEqualTo(new Division(0, PARAMETERS));
    }

    @Test
    void nothingSettlesWhereOneStepUsesAll() {
        assertThat(of(step(0, 50))).isEqualTo(new Division(0, PARAMETERS));
        assertThat(of()).isEqualTo(new Division(0, PARAMETERS));
    }

    private static Division of(Step... backward) {
        return Division.of(List.of(backward), PARAMETERS, buffer -> OptionalLong.of(buffer.address()));
    }

    private static Step step(long... parameters) {
        List<DeviceBuffer> touches =
                Arrays.stream(parameters).mapToObj(DeviceBuffer::at).toList();
        return new Step() {
            @Override
            public List<DeviceBuffer> touches() {
                return touches;
            }

            @Override
            public void bind() {}

            @Override
            public void run() {}

            @Override
            public void close() {}
        };
    }
}
