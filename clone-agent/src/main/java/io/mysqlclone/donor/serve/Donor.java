package io.mysqlclone.donor.serve;

import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.donor.DonorListener;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.donor.session.ClientSession;
import io.mysqlclone.donor.session.CloneTable;
import io.mysqlclone.donor.session.Pace;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.mysql.accept.ServerConnection;
import io.mysqlclone.mysql.accept.ServerHandshake;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Watchdog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Listens and gives clones to whoever may have them, until it is closed. Each connection has a virtual thread; a platform
 * thread of its own looks after them, so that no client can keep it from that.
 */
public final class Donor implements AutoCloseable {
    /** Clients that have not proven who they are, at once. */
    private static final int MAX_STRANGERS = 64;

    private static final int BACKLOG = 128;
    /** How often what takes too long is looked for. */
    private static final long TICK_MILLIS = 1000;

    private final ServerSocketChannel listener;
    private final ServerSettings settings;
    private final DonorDescription description;
    private final ServeLimits limits;
    private final DonorListener events;
    private final CloneTable clones;
    private final Pace pace;
    private final Sessions sessions;
    private final Semaphore strangers = new Semaphore(MAX_STRANGERS);
    private volatile boolean closed;

    private Donor(
            ServerSocketChannel listener,
            ServerSettings settings,
            DonorDescription description,
            List<DonorEngine> engines,
            ServeLimits limits,
            DonorListener events) {
        this.listener = listener;
        this.settings = settings;
        this.description = description;
        this.limits = limits;
        this.events = events;
        this.clones = new CloneTable(engines, limits.maxClones(), limits.maxTasks(), events);
        this.pace = new Pace(limits.dataBytesPerSecond());
        this.sessions = new Sessions(limits);
    }

    /**
     * Begins to listen.
     *
     * @param address port 0 takes any free one
     * @param engines in the order of locators, InnoDB first; the caller closes them, after this
     * @throws IOException when the address can't be listened on
     */
    public static Donor start(
            InetSocketAddress address,
            ServerSettings settings,
            DonorDescription description,
            List<DonorEngine> engines,
            ServeLimits limits,
            DonorListener events)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        Donor donor = new Donor(listener, settings, description.offering(engines), engines, limits, events);
        Thread.ofPlatform().daemon().name("donor-accept").start(donor::accept);
        Thread.ofPlatform().daemon().name("donor-watch").start(donor::watch);
        if (!settings.tlsRequired()) {
            Thread.ofPlatform().daemon().name("donor-rsa").start(settings.rsaKey()::prepare);
        }
        return donor;
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** How far each recipient is, in the order of their coming. */
    public List<RecipientProgress> progress() {
        return clones.progress();
    }

    /** Clones that their recipients have completed. */
    public int completed() {
        return clones.completed();
    }

    /** Clones that ended otherwise. */
    public int failed() {
        return clones.failed();
    }

    /** Connections of clients that are logged in. */
    public int connections() {
        return sessions.count();
    }

    /** Bytes of data that were given to all recipients so far. */
    public long givenBytes() {
        return pace.given();
    }

    /** Bytes of data a second over all recipients; 0 for no limit. */
    public long bandwidth() {
        return pace.limit();
    }

    /** Sets another bandwidth; 0 for no limit. */
    public void setBandwidth(long dataBytesPerSecond) {
        if (dataBytesPerSecond != 0 && dataBytesPerSecond < ServeLimits.MIN_BANDWIDTH) {
            throw new IllegalArgumentException("The bandwidth must be 0 for no limit, or 1 MiB/s at least");
        }
        pace.limit(dataBytesPerSecond);
    }

    /** Sets a bandwidth for a while, besides the other one; the lower one counts, and 0 is none. */
    public void brake(long dataBytesPerSecond) {
        pace.brake(dataBytesPerSecond);
    }

    private void accept() {
        while (!closed) {
            try {
                welcome(listener.accept());
            } catch (ClosedChannelException stopped) {
                return;
            } catch (IOException scarce) {
                // No descriptor is left, as a rule: those of other clients become free.
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(TICK_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        SocketWire wire;
        try {
            wire = AcceptedSocket.wire(channel);
        } catch (IOException gone) {
            channel.close();
            return;
        }
        if (!strangers.tryAcquire()) {
            wire.abort();
            return;
        }
        Thread.ofVirtual().name("donor-connection").start(() -> serve(wire));
    }

    private void serve(SocketWire wire) {
        String host = AcceptedSocket.host(wire);
        boolean stranger = true;
        try {
            ServerConnection connection = logIn(wire, host);
            strangers.release();
            stranger = false;
            try (connection) {
                talk(connection);
            }
        } catch (IOException e) {
            if (stranger || !closed) {
                refused(host, e);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            if (stranger) {
                strangers.release();
            }
            wire.abort();
        }
    }

    private ServerConnection logIn(SocketWire wire, String host) throws IOException {
        try (Watchdog watchdog = Watchdog.start(limits.loginTimeout(), wire::abort)) {
            if (sessions.areFull()) {
                ServerHandshake.refuse(wire);
                throw new IOException("there are too many connections (1040 ER_CON_COUNT_ERROR)");
            }
            ServerConnection connection = new ServerHandshake(settings, wire, host).run(sessions.nextId());
            if (!watchdog.finish()) {
                connection.close();
                throw new IOException(wire.peer() + " did not log in within " + limits.loginTimeout());
            }
            return connection;
        }
    }

    private void talk(ServerConnection connection) throws IOException, InterruptedException {
        ClientSession session = new ClientSession(connection, description, clones, pace, sessions::kill);
        if (!sessions.add(connection, session)) {
            throw new IOException("there are too many connections (1040 ER_CON_COUNT_ERROR)");
        }
        try {
            session.run();
        } finally {
            sessions.remove(connection);
        }
    }

    private void refused(String host, IOException reason) {
        events.onEvent(new DonorEvent.Refused(0, host, String.valueOf(reason.getMessage())));
    }

    private void watch() {
        while (!closed) {
            pause();
            sessions.abortLate();
            clones.expire(limits.idleTimeout());
        }
    }

    /** Ends all connections and clones. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            // The descriptor is released all the same, and there is nobody to tell.
        }
        clones.close();
        sessions.abortAll();
    }
}
