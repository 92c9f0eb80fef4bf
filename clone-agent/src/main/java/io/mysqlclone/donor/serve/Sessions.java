package io.mysqlclone.donor.serve;

import io.mysqlclone.donor.session.ClientSession;
import io.mysqlclone.mysql.accept.ServerConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The clients that are logged in. Thread safe. */
final class Sessions {
    private record Entry(ServerConnection connection, ClientSession session) {}

    private final ServeLimits limits;
    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    Sessions(ServeLimits limits) {
        this.limits = limits;
    }

    /** A number that no other connection has. */
    long nextId() {
        return lastId.incrementAndGet() & 0xFFFF_FFFFL;
    }

    boolean areFull() {
        return entries.size() >= limits.maxConnections();
    }

    int count() {
        return entries.size();
    }

    /** @return false when there are too many */
    boolean add(ServerConnection connection, ClientSession session) {
        if (areFull()) {
            return false;
        }
        entries.put(connection.client().id(), new Entry(connection, session));
        return true;
    }

    void remove(ServerConnection connection) {
        entries.remove(connection.client().id());
    }

    /** Whether there is a connection of that number, which then ends, or what it is at. */
    boolean kill(long id, boolean queryOnly) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        entry.session().kill(queryOnly);
        return true;
    }

    /** Ends connections whose clients take nothing, or say nothing, for too long. */
    void abortLate() {
        for (Entry entry : entries.values()) {
            boolean stuck = entry.connection().sendStall().compareTo(limits.sendTimeout()) > 0;
            boolean silent = entry.session().awaitsCommand()
                    && !entry.session().isAuxiliary()
                    && entry.connection().silence().compareTo(limits.idleTimeout()) > 0;
            if (stuck || silent) {
                entry.connection().abort();
            }
        }
    }

    void abortAll() {
        entries.values().forEach(entry -> entry.connection().abort());
    }
}
