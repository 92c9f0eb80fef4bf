package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.scripted.SaidOnce;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * As {@code SaidOnceTest}, with an agent that is killed (SIGKILL) at the message: the next process goes on with what the
 * journal has, or takes a new snapshot, and ends with the same clone.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class SaidOnceKillIT {
    @TempDir
    private Path scratch;

    @ParameterizedTest
    @EnumSource
    void anotherProcessGoesOn(SaidOnce.Story story) throws Exception {
        Path whole = scratch.resolve("whole");
        try (ScriptedDonor donor = ScriptedDonor.play(story.script())) {
            TestClone.from(donor.port(), whole).run();
        }
        Map<String, String> truth = SaidOnce.tree(whole);
        List<SaidOnce.Cut> cuts = story.kills();
        assertThat(cuts).isNotEmpty();
        for (SaidOnce.Cut cut : cuts) {
            Path target = scratch.resolve("killed" + cut.step() + cut.part());
            try (ScriptedDonor donor = ScriptedDonor.play(story.script(cut, new Step.Silence()))) {
                try (AgentProcess agent = AgentProcess.start(donor.port(), target, 1)) {
                    assertThat(donor.awaitSilence(Duration.ofMinutes(1)))
                            .as("%s: %s", cut, agent.output())
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(50);
                    agent.kill();
                }
                TestClone next = TestClone.from(donor.port(), target);
                next.run();
                assertThat(next.count(CloneEvent.StartedOver.class))
                        .as(cut.toString())
                        .isZero();
            }
            assertThat(SaidOnce.tree(target)).as(cut.toString()).isEqualTo(truth);
        }
    }
}
