package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.storage.strict.Fault;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The donor and the network are well, and the disk is not: the donor is not asked again, and not blamed. */
final class FailingTargetTest {
    /** Each of the operations is too many: a clone over a socket takes its time. */
    private static final int STEP = 5;

    @ParameterizedTest
    @CsvSource({"IO_ERROR, 0", "NO_SPACE, 2"})
    void aFailureOfTheDiskIsNeverTakenForTheNetworks(Fault fault, int first) throws Exception {
        int failures = 0;
        int number = first;
        for (boolean struck = true; struck; number += STEP) {
            var disk = new StrictFileSystem();
            Files.createDirectory(disk.getPath("/target"));
            disk.fail(number, fault);
            var reconnections = new AtomicInteger();
            Optional<CloneFailure> failure = run(disk, reconnections);
            struck = disk.hasStruck();
            assertThat(reconnections)
                    .as("reconnections after operation %s", number)
                    .hasValue(0);
            if (failure.isPresent()) {
                failures++;
                assertThat(failure.get().kind())
                        .as("operation %s: %s", number, failure.get().getMessage())
                        .isIn(CloneFailure.Kind.LOCAL_IO, CloneFailure.Kind.REFUSED);
            }
        }
        assertThat(failures).isGreaterThan(20);
    }

    private static Optional<CloneFailure> run(StrictFileSystem disk, AtomicInteger reconnections) throws IOException {
        try (ScriptedDonor donor = ScriptedDonor.play(Script.ofOneTask())) {
            var request = CloneRequests.from(donor).into(disk.getPath("/target"));
            CloneResult _ = new CloneRun(
                            CloneEngines.standard(),
                            request,
                            event -> reconnections.addAndGet(event instanceof CloneEvent.Reconnecting ? 1 : 0))
                    .run();
            return Optional.empty();
        } catch (CloneFailure e) {
            return Optional.of(e);
        }
    }
}
