package io.mysqlclone.agent;

import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Progress.StageProgress;
import io.mysqlclone.recipient.Progress.StageState;
import io.mysqlclone.recipient.Progress.State;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Clones at known moments. */
public final class Clones {
    public static final Instant BEGIN = Instant.parse("2026-05-04T10:00:00Z");
    public static final Instant NOW = BEGIN.plusSeconds(95);
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static final DonorIdentity DONOR =
            new DonorIdentity("9.7.4", Optional.of("fcc57cec-e631-11f1-9886-02fc00000001"));
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private Clones() {}

    /** 1.5 of 4 GiB in the middle of FILE COPY. */
    public static Progress transferring() {
        return new Progress(
                Stage.FILE_COPY,
                State.TRANSFERRING,
                3 * GIB / 2,
                4 * GIB,
                GIB,
                200.0 * MIB,
                Optional.of(Duration.ofMillis(12_800)),
                4,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(DONOR),
                Optional.empty(),
                Optional.of(new CloneResult.Pages(98_304, 7)),
                List.of(
                        new StageProgress(Stage.INIT, StageState.COMPLETED, at(0), at(2), 1, 0, 0, 512),
                        new StageProgress(
                                Stage.FILE_COPY,
                                StageState.IN_PROGRESS,
                                at(2),
                                Optional.empty(),
                                4,
                                4 * GIB,
                                3 * GIB / 2,
                                GIB),
                        waiting(Stage.PAGE_COPY),
                        waiting(Stage.REDO_COPY),
                        waiting(Stage.FILE_SYNC)));
    }

    /** The donor is lost since a moment; given up in 4:10. */
    public static Progress reconnecting() {
        var before = transferring();
        return new Progress(
                before.stage(),
                State.RECONNECTING,
                before.dataBytes(),
                before.totalBytes(),
                before.networkBytes(),
                0,
                Optional.empty(),
                0,
                1,
                2,
                Optional.of(NOW.plusSeconds(250)),
                Optional.empty(),
                before.donor(),
                Optional.empty(),
                before.pages(),
                before.stages());
    }

    /** The donor serves another clone since five minutes. */
    public static Progress waitingForDonor() {
        var before = connecting();
        return new Progress(
                before.stage(),
                State.WAITING_FOR_DONOR,
                0,
                0,
                0,
                0,
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.of(NOW.minusSeconds(300)),
                Optional.of(DONOR),
                Optional.empty(),
                Optional.empty(),
                before.stages());
    }

    /** Before anything is known. */
    public static Progress connecting() {
        return new Progress(
                Stage.INIT,
                State.CONNECTING,
                0,
                0,
                0,
                0,
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        waiting(Stage.INIT),
                        waiting(Stage.FILE_COPY),
                        waiting(Stage.PAGE_COPY),
                        waiting(Stage.REDO_COPY),
                        waiting(Stage.FILE_SYNC)));
    }

    /** A complete clone of 4 GiB into {@code dataDir}. */
    public static CloneResult result(Path dataDir, boolean inPlace, List<Path> innodbDirectories) {
        return new CloneResult(
                "db1.example.com:3306",
                DONOR.version(),
                DONOR.serverUuid(),
                dataDir,
                inPlace,
                true,
                4 * GIB,
                4 * GIB + 4711,
                321,
                new CloneResult.Pages(262_144, 7),
                Duration.ofMillis(20_480),
                false,
                false,
                innodbDirectories,
                List.of(new StageProgress(
                        Stage.FILE_COPY, StageState.COMPLETED, at(2), at(20), 4, 4 * GIB, 4 * GIB, 4 * GIB + 4711)));
    }

    /** A clone in place that is complete and not committed. */
    public static CloneResult received(Path dataDir) {
        var committed = result(dataDir, true, List.of());
        return new CloneResult(
                committed.donor(),
                committed.donorVersion(),
                committed.donorServerUuid(),
                dataDir,
                true,
                false,
                committed.dataBytes(),
                committed.networkBytes(),
                committed.files(),
                committed.pages(),
                committed.took(),
                false,
                false,
                List.of(),
                committed.stages());
    }

    private static StageProgress waiting(Stage stage) {
        return new StageProgress(stage, StageState.NOT_STARTED, Optional.empty(), Optional.empty(), 0, 0, 0, 0);
    }

    private static Optional<Instant> at(long seconds) {
        return Optional.of(BEGIN.plusSeconds(seconds));
    }
}
