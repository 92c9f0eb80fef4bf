package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.scripted.SaidOnce;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connections end at each message of a clone that the donor says once: before it, within it, and behind it, before
 * another has come. The donor goes on where the recipient says, does not repeat what it said, and the clone is the same
 * as one that was not cut off. With {@code -Dtest.soak} at each message of any kind.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SaidOnceTest {
    @TempDir
    private Path scratch;

    @ParameterizedTest
    @EnumSource
    void theSameRunGoesOnWhereverItIsCut(SaidOnce.Story story) throws Exception {
        Path whole = scratch.resolve("whole");
        List<CloneEvent> _ = clone(story.script(), whole, Duration.ofMinutes(1));
        Map<String, String> truth = SaidOnce.tree(whole);
        int cuts = 0;
        for (SaidOnce.Cut cut : Integer.getInteger("test.soak", 0) > 0 ? story.cuts() : story.cutsAtWhatIsSaidOnce()) {
            Path target = scratch.resolve("cut" + cuts++);
            List<CloneEvent> events;
            try {
                events = clone(story.script(cut, new Step.Close()), target, Duration.ofMinutes(1));
            } catch (CloneFailure failure) {
                throw new AssertionError(cut.toString(), failure);
            }
            assertThat(events).as(cut.toString()).noneMatch(CloneEvent.StartedOver.class::isInstance);
            assertThat(SaidOnce.tree(target)).as(cut.toString()).isEqualTo(truth);
        }
        assertThat(cuts).isGreaterThanOrEqualTo(story == SaidOnce.Story.NOTHING ? 45 : 6);
    }

    private static List<CloneEvent> clone(Script script, Path target, Duration patience) throws Exception {
        List<CloneEvent> events = new ArrayList<>();
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            var request = CloneRequests.from(donor)
                    .tls(TlsMode.DISABLED)
                    .reconnectTimeout(patience)
                    .into(target);
            new CloneRun(CloneEngines.standard(), request, events::add).run();
        }
        return events;
    }
}
