package io.mysqlclone.innodb.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.storage.strict.Fault;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A clone whose disk fails, at each operation that changes something and in each way: what is there in the end is the
 * donor's data, also after a power failure, or the clone says that it can't be gone on with.
 */
final class FailingDiskTest {
    private static final Map<String, byte[]> TRUTH = new InProcessDonor().truth();

    @Test
    void aCloneThatIsCompleteSurvivesAPowerFailure() throws Exception {
        StrictFileSystem disk = disk();
        requireTruth(disk, attempt(disk, new InProcessDonor()));
    }

    /** Whatever had reached the disk by then, the next run goes on, and never gives up what it was told. */
    @Test
    void aPowerFailureAtAnyMomentCostsNothing() throws Exception {
        int number = 0;
        for (boolean struck = true; struck; number++) {
            for (int seed = 0; seed < 2; seed++) {
                var random = new Random(1000L * seed + number);
                StrictFileSystem disk = disk();
                var donor = new InProcessDonor();
                disk.fail(number, Fault.POWER_OFF);
                Outcome first = outcome(disk, donor);
                struck = disk.hasStruck();
                assertThat(first.complete().isPresent())
                        .as("operation %s", number)
                        .isNotEqualTo(struck);
                StrictFileSystem back = seed == 0 ? disk.afterPowerFailure() : disk.afterPowerFailure(random);
                // And once more, somewhere on the way.
                back.fail(random.nextInt(60), Fault.POWER_OFF);
                Outcome second = outcome(back, donor);
                StrictFileSystem again = back.hasStruck() ? back.afterPowerFailure(random) : back;
                requireTruth(again, back.hasStruck() ? attempt(again, donor) : second.required());
            }
        }
        assertThat(number).as("operations of a clone").isGreaterThan(50);
    }

    /** The process is killed as soon as it has met the failure; the volume works again, or the power was off too. */
    @ParameterizedTest
    @EnumSource(names = {"IO_ERROR", "NO_SPACE", "LOST_WRITE"})
    void aFailureAtAnyMomentIsNeverForgotten(Fault fault) throws Exception {
        List<UnaryOperator<StrictFileSystem>> continuations =
                List.of(disk -> disk, StrictFileSystem::afterPowerFailure);
        int number = 0;
        int met = 0;
        for (boolean more = true; more; number++) {
            for (UnaryOperator<StrictFileSystem> continuation : continuations) {
                StrictFileSystem disk = disk();
                var donor = new InProcessDonor();
                disk.fail(number, fault);
                Outcome first = outcome(disk, donor);
                met += disk.hasStruck() ? 1 : 0;
                more = number < disk.operations();
                if (first.complete().isPresent()) {
                    // It did not matter, or did not happen.
                    requireTruth(disk, first.required());
                    break;
                }
                StrictFileSystem next = continuation.apply(disk);
                Outcome second = outcome(next, donor);
                if (second.complete().isPresent()) {
                    requireTruth(next, second.required());
                } else {
                    assertThat(second.failure())
                            .as("%s at operation %s", fault, number)
                            .isPresent();
                }
            }
        }
        assertThat(met).as("failures met").isGreaterThan(30);
    }

    /** What came of a run: the files in their places to be, or why there are none. */
    private record Outcome(Optional<List<PlacedFile>> complete, Optional<IOException> failure) {
        List<PlacedFile> required() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return complete.orElseThrow();
        }
    }

    private static Outcome outcome(StrictFileSystem disk, InProcessDonor donor) throws InterruptedException {
        try {
            return new Outcome(Optional.of(attempt(disk, donor)), Optional.empty());
        } catch (IOException e) {
            return new Outcome(Optional.empty(), Optional.of(e));
        }
    }

    private static StrictFileSystem disk() throws IOException {
        var disk = new StrictFileSystem();
        Files.createDirectory(disk.getPath("/data"));
        try (FileChannel root = FileChannel.open(disk.getPath("/"), StandardOpenOption.READ)) {
            root.force(true);
        }
        return disk;
    }

    /** What a process does that is to clone into the directory, up to the commit. */
    private static List<PlacedFile> attempt(StrictFileSystem disk, InProcessDonor donor)
            throws IOException, InterruptedException {
        DataDirectory directory = DataDirectory.open(disk.getPath("/data"));
        var staging = new Staging(directory);
        Path journalFile = directory.agentDirectory().resolve("journal");
        if (!Files.exists(journalFile)) {
            staging.remove();
        }
        staging.create();
        try (Journal journal = Journal.open(journalFile);
                InnodbRecipient engine = engine(new ClonePlace(
                        directory, staging, journal, visitor -> Journal.replay(journalFile, visitor::visit)))) {
            boolean resumed = engine.restore();
            if (!resumed) {
                staging.remove();
                staging.create();
            }
            if (!resumed || !engine.received()) {
                donor.tell(engine, resumed);
            }
            return engine.complete().files();
        }
    }

    private static InnodbRecipient engine(ClonePlace place) throws IOException {
        return new InnodbRecipient(
                new RecipientSettings(List.of(), true, 1, FileDemand.NONE),
                place,
                BlockSinks.probe(place.directory().agentDirectory()),
                new Deaf());
    }

    private static void requireTruth(StrictFileSystem disk, List<PlacedFile> files) throws IOException {
        StrictFileSystem left = disk.afterPowerFailure();
        Path root = left.getPath("/data");
        Map<String, byte[]> found = new TreeMap<>();
        for (PlacedFile file : files) {
            Path staged = left.getPath(file.staged().toString());
            found.put(
                    root.relativize(left.getPath(file.target().toString())).toString(),
                    Files.exists(staged) ? Files.readAllBytes(staged) : new byte[0]);
        }
        assertThat(found.keySet()).isEqualTo(TRUTH.keySet());
        TRUTH.forEach((name, content) -> assertThat(Arrays.mismatch(content, found.get(name)))
                .as("first difference of " + name)
                .isEqualTo(-1));
    }

    private static final class Deaf implements StageListener {
        @Override
        public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {}

        @Override
        public void stored(Stage stage, long bytes) {}

        @Override
        public void stageCompleted(Stage stage) {}
    }
}
