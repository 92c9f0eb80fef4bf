package io.mysqlclone.donor.session;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.mysql.accept.ServerConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From a recipient's coming to the loss of one of its connections, or to its end: the tasks and connections of a clone. */
final class Round {
    private final HostedClone clone;
    private final List<DonorTask> masters;
    private final List<DonorSnapshot> snapshots;
    private final int maxTasks;
    private final Set<ServerConnection> connections = new HashSet<>();
    private int engine;
    private long sentByClosed;
    private boolean over;

    Round(
            HostedClone clone,
            ServerConnection master,
            List<DonorTask> masters,
            List<DonorSnapshot> snapshots,
            int maxTasks) {
        this.clone = clone;
        this.masters = List.copyOf(masters);
        this.snapshots = snapshots;
        this.maxTasks = maxTasks;
        connections.add(master);
    }

    HostedClone hosted() {
        return clone;
    }

    /** The engines' master tasks, in the order of their locators. */
    List<DonorTask> masters() {
        return masters;
    }

    /** The engine that the master is at: workers join there. */
    synchronized int engine() {
        return engine;
    }

    /** The master goes on to an engine. */
    synchronized void enter(int next) {
        engine = next;
    }

    int engines() {
        return snapshots.size();
    }

    /**
     * A worker's connection joins.
     *
     * @throws DonorException when the clone has as many tasks as it may have
     */
    synchronized void join(ServerConnection worker) throws DonorException, RoundAbandonedException {
        if (over) {
            throw new RoundAbandonedException();
        }
        if (connections.size() >= maxTasks) {
            throw new DonorException(
                    DonorException.TOO_MANY,
                    "Too many concurrent clone operations. Maximum allowed - " + maxTasks + ".");
        }
        connections.add(worker);
    }

    /** A worker's task of an engine; waits as a stock donor does. */
    DonorTask openWorker(int at) throws DonorException, RoundAbandonedException, InterruptedException {
        return snapshots.get(at).openWorker();
    }

    /** A connection is done with, politely or not. */
    synchronized void leave(ServerConnection connection) {
        if (connections.remove(connection)) {
            sentByClosed += connection.bytesSent();
        }
    }

    /** One connection was lost: the others are of no more use. */
    void abandon() {
        List<ServerConnection> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(connections);
        }
        left.forEach(ServerConnection::abort);
        masters.forEach(DonorTask::close);
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized int connections() {
        return connections.size();
    }

    synchronized long bytesSent() {
        return sentByClosed
                + connections.stream().mapToLong(ServerConnection::bytesSent).sum();
    }
}
