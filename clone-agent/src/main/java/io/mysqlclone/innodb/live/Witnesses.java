package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.PointMissedException;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engines beside InnoDB's at one point, over all attempts to take it. */
final class Witnesses implements Closeable {
    /** By their types. */
    private final Map<Integer, LogStop.Attendance> present = new LinkedHashMap<>();

    private Witnesses() {}

    /** All of them, at a point that is going to be taken. */
    static Witnesses of(List<LogStop.Witness> all) {
        var witnesses = new Witnesses();
        all.forEach(witness -> witnesses.present.put(witness.type(), witness.attend()));
        return witnesses;
    }

    /** A point, and what was kept of it, by the engines' types; whoever has these parts closes them. */
    record Taken(Mysqld.Point point, Map<Integer, LogStop.Part> parts) {}

    /** Before an attempt, when nobody waits. */
    void prepare() throws DonorException, InterruptedException {
        for (LogStop.Attendance witness : present.values()) {
            witness.prepare();
        }
    }

    /**
     * Takes the point when all hold still.
     *
     * @param deadline of {@link System#nanoTime()}
     */
    Taken take(Mysqld.BackupLock lock, long deadline) throws DonorException, PointMissedException {
        Map<Integer, LogStop.Frozen> frozen = new LinkedHashMap<>();
        Map<Integer, LogStop.Part> parts = new HashMap<>();
        Deque<LogStop.Frozen> held = new ArrayDeque<>();
        boolean taken = false;
        try {
            for (Map.Entry<Integer, LogStop.Attendance> witness : present.entrySet()) {
                LogStop.Frozen still = witness.getValue().freeze(lock, deadline);
                held.push(still);
                frozen.put(witness.getKey(), still);
            }
            Mysqld.Point point = lock.takePoint();
            for (Map.Entry<Integer, LogStop.Frozen> still : frozen.entrySet()) {
                parts.put(still.getKey(), still.getValue().keep(point.binaryLog()));
            }
            taken = true;
            return new Taken(point, parts);
        } finally {
            held.forEach(LogStop.Frozen::close);
            if (!taken) {
                parts.values().forEach(LogStop.Part::close);
            }
        }
    }

    @Override
    public void close() {
        present.values().forEach(LogStop.Attendance::close);
    }
}
