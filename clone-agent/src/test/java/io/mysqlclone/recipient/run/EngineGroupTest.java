package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.counting.Counted;
import io.mysqlclone.recipient.counting.CountingEngine;
import io.mysqlclone.recipient.counting.CountingEngine.Gate;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.EnginePlaces;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EngineGroupTest {
    private static final List<EngineLocator> LOCATORS =
            List.of(new EngineLocator(98, Counted.locator(1).locator()), Counted.locator(2));

    @TempDir
    Path scratch;

    private final Gate first = new Gate(0);
    private final Gate second = new Gate(2);
    private final EngineSet<ClonePlace> set =
            new EngineSet<>(List.of(new CountingEngine(98, first), new CountingEngine(Counted.TYPE, second)));

    private interface Use {
        void of(EngineGroup group) throws Exception;
    }

    private void withGroup(Use use) throws Exception {
        try (CloneTarget target =
                        CloneTarget.open(new CloneRequest.Target(scratch.resolve("target"), false, List.of()));
                EngineGroup group = new EngineGroup(
                        set,
                        new EnginePlaces(target, target.startJournal("donor:3306")),
                        new RecipientSettings(List.of(), true, 1 << 20, FileDemand.NONE),
                        new EngineStages(new ProgressTracker(event -> {}, Clock.systemUTC())))) {
            group.begin(new DonorConfiguration(90704, Map.of()), LOCATORS);
            use.of(group);
        }
    }

    /** While it waits for the second, the first could not end its stage; and both end theirs in one thread. */
    @Test
    void noEngineCountsOnAWorkerThatWaitsForAnotherEngine() throws Exception {
        withGroup(group -> {
            assertThat(group.attaching()).isTrue();
            assertThat(first.announced()).isOne();
            assertThat(second.announced()).isOne();
            group.attachRefused();
            assertThat(first.announced()).isZero();
            assertThat(second.announced()).isZero();
        });
    }

    @Test
    void twoEnginesMayNotMakeOneFile() throws Exception {
        withGroup(group -> assertThatThrownBy(group::complete)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("by two storage engines"));
    }
}
