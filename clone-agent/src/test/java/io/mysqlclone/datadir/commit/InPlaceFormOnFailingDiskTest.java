package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.FailingDiskData.ALONE;
import static io.mysqlclone.datadir.commit.FailingDiskData.assertNoMarkers;
import static io.mysqlclone.datadir.commit.FailingDiskData.cloneOf;
import static io.mysqlclone.datadir.commit.FailingDiskData.commit;
import static io.mysqlclone.datadir.commit.FailingDiskData.data;
import static io.mysqlclone.datadir.commit.FailingDiskData.difference;
import static io.mysqlclone.datadir.commit.FailingDiskData.directory;
import static io.mysqlclone.datadir.commit.FailingDiskData.form;
import static io.mysqlclone.datadir.commit.FailingDiskData.received;
import static io.mysqlclone.datadir.commit.FailingDiskData.server;
import static io.mysqlclone.datadir.commit.FailingDiskData.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.commit.ModelServer.Start;
import io.mysqlclone.storage.strict.Fault;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The commit in place, the way back and the end, cut off or failing at each operation that changes something. Whatever is
 * on the disk then, a mysqld that is started has all of the old data or all of the clone, or refuses until the command is
 * repeated; and the command, repeated, comes to its end.
 */
final class InPlaceFormOnFailingDiskTest {
    private static final Map<String, String> OLD = oldData();

    /** What the disk is like when the next process looks at it. */
    private enum Then {
        /** Everything is lost that was not made durable. */
        POWER_FAILURE,
        /** Chance decides what of it is there. */
        LUCKY_POWER_FAILURE,
        /** Only the process has ended. */
        RUNS_ON;

        /** ENOSPC differs from EIO only in what is reported. */
        static List<Then> after(Fault fault) {
            return switch (fault) {
                case POWER_OFF -> List.of(POWER_FAILURE, LUCKY_POWER_FAILURE);
                case IO_ERROR, LOST_WRITE -> List.of(POWER_FAILURE, RUNS_ON);
                case NO_SPACE -> List.of(RUNS_ON);
            };
        }

        StrictFileSystem of(StrictFileSystem disk, int number) {
            return switch (this) {
                case POWER_FAILURE -> disk.afterPowerFailure();
                case LUCKY_POWER_FAILURE -> disk.afterPowerFailure(new Random(number));
                case RUNS_ON -> {
                    disk.fail(-1, Fault.POWER_OFF);
                    yield disk;
                }
            };
        }
    }

    private static Map<String, String> oldData() {
        try {
            return data(received());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Change {
        void of(StrictFileSystem disk) throws IOException;
    }

    @FunctionalInterface
    private interface Judge {
        /**
         * @param disk as the next process finds it
         * @param complete whether the change said that it has come to its end
         * @param which names the case, and is the same for the same one
         */
        void judge(StrictFileSystem disk, boolean complete, String which) throws IOException;
    }

    /** Lets each operation of {@code change} go wrong in each way, and gives each judge a disk of its own. */
    private static void everywhere(Fault fault, StrictFileSystem given, Change change, Judge... judges)
            throws IOException {
        int struck = 0;
        boolean more = true;
        for (int number = 0; more; number++) {
            for (Then then : Then.after(fault)) {
                for (Judge judge : judges) {
                    StrictFileSystem disk = given.afterPowerFailure();
                    disk.fail(number, fault);
                    boolean complete = succeeds(change, disk);
                    more = number < disk.operations();
                    if (!disk.hasStruck()) {
                        assertThat(complete).as("without a failure").isTrue();
                        continue;
                    }
                    struck++;
                    judge.judge(
                            then.of(disk, number), complete, "%s at operation %d, %s".formatted(fault, number, then));
                }
            }
        }
        assertThat(struck).as("failures met").isGreaterThan(fault == Fault.LOST_WRITE ? 10 : 50);
    }

    private static boolean succeeds(Change change, StrictFileSystem disk) {
        try {
            change.of(disk);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCommit(Fault fault) throws IOException {
        everywhere(
                fault,
                received(),
                FailingDiskData::commit,
                InPlaceFormOnFailingDiskTest::serverStartsAfterTheCommit,
                InPlaceFormOnFailingDiskTest::commitIsRepeated,
                InPlaceFormOnFailingDiskTest::commitIsAborted);
    }

    private static void serverStartsAfterTheCommit(StrictFileSystem disk, boolean complete, String which)
            throws IOException {
        Start start = server(disk).start();
        if (start == Start.ON_CLONE) {
            assertThat(difference(disk, cloneOf(OLD))).as(which).isEmpty();
            disk.sync();
            goBack(disk, OLD, which);
            return;
        }
        assertThat(complete).as(which).isFalse();
        assertThat(start).as(which).isEqualTo(Start.AS_IT_WAS);
        assertThat(difference(disk, OLD)).as(which).isEmpty();
        work(disk);
        Map<String, String> later = data(disk);
        commit(disk);
        StrictFileSystem next = disk.afterPowerFailure();
        assertThat(server(next).start()).as(which).isEqualTo(Start.ON_CLONE);
        assertThat(difference(next, cloneOf(later))).as(which).isEmpty();
        next.sync();
        goBack(next, later, which);
    }

    private static void commitIsRepeated(StrictFileSystem disk, boolean complete, String which) throws IOException {
        commit(disk);
        StrictFileSystem next = disk.afterPowerFailure();
        assertThat(server(next).start()).as(which).isEqualTo(Start.ON_CLONE);
        assertThat(difference(next, cloneOf(OLD))).as(which).isEmpty();
        assertNoMarkers(next);
        next.sync();
        work(next);
        goBack(next, OLD, which);
    }

    private static void commitIsAborted(StrictFileSystem disk, boolean complete, String which) throws IOException {
        if (succeeds(aborted -> form(aborted).abort(), disk)) {
            StrictFileSystem next = disk.afterPowerFailure();
            assertThat(server(next).start()).as(which).isEqualTo(Start.AS_IT_WAS);
            assertThat(difference(next, OLD)).as(which).isEmpty();
            assertNoMarkers(next);
        } else {
            assertThat(server(disk).start()).as(which).isEqualTo(Start.ON_CLONE);
        }
    }

    private static void goBack(StrictFileSystem disk, Map<String, String> old, String which) throws IOException {
        OldData.rollback(directory(disk), ALONE);
        StrictFileSystem next = disk.afterPowerFailure();
        assertThat(server(next).start()).as(which).isEqualTo(Start.AS_IT_WAS);
        assertThat(difference(next, old)).as(which).isEmpty();
        assertThat(leftOfOld(next)).as(which).isEmpty();
    }

    /** How far mysqld has come with the clone when the old data is put back. */
    enum Progress {
        NOT_STARTED,
        SWAPPED,
        SERVED
    }

    private static StrictFileSystem committed(Progress progress) throws IOException {
        StrictFileSystem disk = received();
        commit(disk);
        switch (progress) {
            case NOT_STARTED -> {}
            case SWAPPED -> server(disk).startAndDie();
            case SERVED -> {
                assertThat(server(disk).start()).isEqualTo(Start.ON_CLONE);
                work(disk);
            }
        }
        disk.sync();
        return disk;
    }

    @ParameterizedTest
    @CsvSource({
        "POWER_OFF, NOT_STARTED",
        "POWER_OFF, SWAPPED",
        "POWER_OFF, SERVED",
        "IO_ERROR, NOT_STARTED",
        "IO_ERROR, SERVED",
        "NO_SPACE, SERVED",
        "LOST_WRITE, SERVED"
    })
    void theRollback(Fault fault, Progress progress) throws IOException {
        Map<String, String> committed = progress == Progress.SERVED ? data(committed(progress)) : OLD;
        Change rollback = disk -> OldData.rollback(directory(disk), ALONE);
        everywhere(
                fault,
                committed(progress),
                rollback,
                (disk, complete, which) -> {
                    switch (server(disk).start()) {
                        case REFUSED -> assertThat(complete).as(which).isFalse();
                        case AS_IT_WAS ->
                            assertThat(difference(disk, OLD).isEmpty()
                                            || data(disk).equals(committed))
                                    .as(which + " " + difference(disk, OLD))
                                    .isTrue();
                        case ON_CLONE -> {
                            assertThat(complete).as(which).isFalse();
                            assertThat(difference(disk, cloneOf(OLD))).as(which).isEmpty();
                        }
                    }
                },
                (disk, complete, which) -> {
                    rollback.of(disk);
                    StrictFileSystem next = disk.afterPowerFailure();
                    assertThat(server(next).start()).as(which).isEqualTo(Start.AS_IT_WAS);
                    assertThat(difference(next, OLD)).as(which).isEmpty();
                    assertNoMarkers(next);
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOST_WRITE")
    void theEnd(Fault fault) throws IOException {
        Map<String, String> clone = data(committed(Progress.SERVED));
        everywhere(
                fault,
                committed(Progress.SERVED),
                disk -> OldData.finish(directory(disk), ALONE),
                (disk, complete, which) -> {
                    boolean kept = OldData.isKept(directory(disk));
                    assertThat(kept && complete).as(which).isFalse();
                    OldData.rollback(directory(disk), ALONE);
                    StrictFileSystem next = disk.afterPowerFailure();
                    assertThat(server(next).start()).as(which).isEqualTo(Start.AS_IT_WAS);
                    assertThat(difference(next, kept ? OLD : clone)).as(which).isEmpty();
                },
                (disk, complete, which) -> {
                    assertThat(difference(disk, clone)).as(which).isEmpty();
                    OldData.finish(directory(disk), ALONE);
                    StrictFileSystem next = disk.afterPowerFailure();
                    assertThat(leftOfOld(next)).as(which).isEmpty();
                    assertThat(Files.exists(next.getPath("/logs/#clone-agent")))
                            .as(which)
                            .isFalse();
                });
    }

    private static List<String> leftOfOld(StrictFileSystem disk) throws IOException {
        try (Stream<Path> names = Files.list(disk.getPath("/data/#clone-agent"))) {
            return names.map(name -> name.getFileName().toString())
                    .filter(name -> name.startsWith("old"))
                    .toList();
        }
    }
}
