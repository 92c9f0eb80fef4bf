package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.storage.SpoolSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes one point of a running server, after recipients have read its files; tries until it can be had without holding the
 * backup lock for long.
 */
final class Capture {
    private static final long PAUSE_MILLIS = 100;

    private final Mysqld mysqld;
    private final DonorServer server;
    private final Optional<Path> keyring;
    private final CaptureLimits limits;
    private final SpoolSpace space;
    private final List<LogStop.Witness> witnesses;

    /**
     * Not begun.
     *
     * @param keyring of the server's encrypted tablespaces
     * @param space of all spools of the donor
     * @param witnesses engines beside this one that keep their part of the point
     */
    Capture(
            Mysqld mysqld,
            DonorServer server,
            Optional<Path> keyring,
            CaptureLimits limits,
            SpoolSpace space,
            List<LogStop.Witness> witnesses) {
        this.mysqld = mysqld;
        this.server = server;
        this.keyring = keyring;
        this.limits = limits;
        this.space = space;
        this.witnesses = List.copyOf(witnesses);
    }

    /** Is told before the lock is taken, from which moment on nobody can join, and when it was in vain. */
    interface Gate {
        /** Nobody joins any more. */
        void shut();

        /** Others may join again. */
        void open();
    }

    /** A point, and how it was taken. */
    record Taken(CapturedPoint point, CaptureReport report) {}

    /**
     * Takes a point.
     *
     * @param generation whose files its recipients have read
     * @throws DonorException when there is none to be had within the attempts, or the server can't be asked
     */
    Taken take(Generation generation, Gate gate) throws DonorException, InterruptedException {
        try (var present = Witnesses.of(witnesses)) {
            return take(generation, gate, present);
        }
    }

    private Taken take(Generation generation, Gate gate, Witnesses present)
            throws DonorException, InterruptedException {
        Duration longest = Duration.ZERO;
        String trouble = "";
        for (int number = 1; number <= limits.attempts(); number++) {
            // By turns: what the one has read is in the page cache when the other reads it under the lock.
            boolean underLock = number % 2 == 0;
            Spool spool = Spool.create(space);
            boolean taken = false;
            try (var attempt =
                    new CaptureAttempt(mysqld, server, keyring, limits.of(number), spool, generation, present)) {
                Optional<CapturedPoint> point = underLock ? attempt.underLock(gate) : attempt.inPassing(gate);
                longest = longest.compareTo(attempt.lockHeld()) > 0 ? longest : attempt.lockHeld();
                if (point.isPresent()) {
                    taken = true;
                    return new Taken(point.get(), attempt.report(number, longest));
                }
                trouble = attempt.trouble() + ": " + attempt.advice();
            } catch (IOException e) {
                throw e instanceof DonorException known
                        ? known
                        : new DonorException(
                                DonorException.READ, "the server's files can't be read: " + e.getMessage(), e);
            } finally {
                if (!taken) {
                    spool.close();
                }
            }
            gate.open();
            Thread.sleep(PAUSE_MILLIS * number);
        }
        throw new DonorException(
                DonorException.INTERNAL,
                "no point of the server could be taken in " + limits.attempts() + " attempts, the last time because "
                        + trouble);
    }
}
