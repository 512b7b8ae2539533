package dev.convoy.kernel.cudnn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Hyperparameters;
import dev.convoy.kernel.SegmentUpdate.Penalty;
import dev.convoy.kernel.SegmentUpdate.Rule;
import dev.convoy.kernel.SegmentUpdate.Segment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UpdateRunTest {
    private static final List<SegmentUpdate> SEGMENTS =
            List.of(segment(Rule.NESTEROVS, 0, 10_000, 0, 0), segment(Rule.ADAM, 10_000, 12_000, 10_000, 12_000));

    private static SegmentUpdate segment(Rule rule, int from, int to, int first, int second) {
        return new SegmentUpdate(
                new Segment(rule, from, to, first, second),
                new Penalty(1, 0, 0),
                new Hyperparameters(0.1f, 0.9f, 0.9f, 0));
    }

    @Test
    void bothPartsTogetherUpdateEachParameterOnceWithItsOwnState() {
        List<UpdateRun> both = Stream.concat(
                        UpdateRun.of(SEGMENTS, 5_000, Long.MAX_VALUE).stream(),
                        UpdateRun.of(SEGMENTS, 0, 5_000).stream())
                .toList();

        int[] updated = new int[12_000];
        for (UpdateRun run : both) {
            Segment segment = SEGMENTS.get(run.segment()).segment();
            assertThat(run.firstState() - segment.firstMoment()).isEqualTo(run.from() - segment.from());
            assertThat(run.secondState() - segment.secondMoment()).isEqualTo(run.from() - segment.from());
            for (int i = 0; i < run.count(); i++) {
                updated[(int) run.from() + i]++;
            }
        }
        assertThat(updated).containsOnly(1);
        assertThat(UpdateRun.table(both).remaining()).isEqualTo(both.size() * UpdateRun.BYTES);
    }

    @Test
    void theStatesOfAPartAreThoseThatItsRulesChange() {
        List<UpdateRun> last = UpdateRun.of(SEGMENTS, 9_000, Long.MAX_VALUE);

        assertThat(UpdateRun.states(last, SEGMENTS).stream().boxed()).hasSize(1_000 + 4_000);
        assertThat(UpdateRun.states(last, SEGMENTS).nextSetBit(0)).isEqualTo(9_000);
        assertThat(UpdateRun.states(last, SEGMENTS).nextClearBit(9_000)).isEqualTo(14_000);
    }
}
