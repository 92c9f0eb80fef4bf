package io.mysqlclone.recipient.scripted;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.accept.OneAccount;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.tls.ServerTls;
import io.mysqlclone.protocol.CloneCommand;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens on a port of this host and plays a {@link Script} to whoever connects and logs in as {@link #ACCOUNT}. It checks
 * nothing of what the recipient says in clone mode but whether it can be decoded, and never waits for longer than the
 * recipient stays.
 *
 * <p>Greeting, login, TLS and framing are the product's ({@code mysql.accept}). The loop of commands is not, although {@code
 * donor.session} has one: that one is a machine of states which can't be made to say what does not fit its state, or twice,
 * or for another clone, or nothing at all; and a script has to. It would have to be opened for lies in every answer, and
 * would then no longer be the product's.
 */
public final class ScriptedDonor implements Closeable {
    /** Who may log in. */
    public static final Credentials ACCOUNT = new Credentials("cloner", Secret.of("secret"));

    private final Script script;
    private final ServerSocketChannel listener;
    private final ServerSettings settings;
    private final Set<SocketChannel> sockets = ConcurrentHashMap.newKeySet();

    private final Set<SnapshotState> acknowledged = EnumSet.noneOf(SnapshotState.class);
    final AtomicInteger logins = new AtomicInteger();
    final List<CloneCommand> commands = new CopyOnWriteArrayList<>();
    final CountDownLatch silent = new CountDownLatch(1);
    private boolean workerReady;
    private boolean ended;

    private ScriptedDonor(Script script, ServerSocketChannel listener, Optional<ServerTls> tls) {
        this.script = script;
        this.listener = listener;
        this.settings = new ServerSettings(script.version, tls, false, new OneAccount(ACCOUNT), new ServerRsaKey());
    }

    /** Starts a donor that is ready for connections. */
    public static ScriptedDonor play(Script script) throws IOException {
        return play(script, Optional.empty());
    }

    /** As {@link #play(Script)}, with TLS for those who want it. */
    static ScriptedDonor play(Script script, Optional<ServerTls> tls) throws IOException {
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var donor = new ScriptedDonor(script, listener, tls);
        Thread.ofVirtual().name("scripted-donor").start(donor::accept);
        return donor;
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    /** How many connections have logged in so far. */
    public int logins() {
        return logins.get();
    }

    /** How many connections have asked to begin a clone, or to go on with it. */
    public long masters() {
        return commands.stream()
                .filter(command -> command instanceof CloneCommand.Init || command instanceof CloneCommand.Reinit)
                .count();
    }

    /** What recipients have sent in clone mode so far, on all connections. */
    public List<CloneCommand> commands() {
        return List.copyOf(commands);
    }

    /** Waits until it has come to a {@link Step.Silence}. */
    public boolean awaitSilence(Duration time) throws InterruptedException {
        return silent.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SocketChannel socket) {
        boolean polite = false;
        try (socket) {
            polite = new ScriptedConnection(this, script, socket).serve(settings);
        } catch (IOException | InterruptedException gone) {
            // The recipient has had enough of it, or the test has.
        } finally {
            if (!polite) {
                end();
            }
        }
    }

    /** A connection was lost, or the recipient has failed: the others must not wait for it. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void acknowledge(SnapshotState state) {
        acknowledged.add(state);
        notifyAll();
    }

    /** A recipient that was lost has come back; returns what it has acknowledged. */
    synchronized Set<SnapshotState> resume() {
        ended &= script.resumed.isEmpty() && script.resumption.isEmpty();
        return EnumSet.copyOf(acknowledged);
    }

    synchronized void workerIsReady() {
        workerReady = true;
        notifyAll();
    }

    /** Returns false when nobody is left to acknowledge it. */
    synchronized boolean awaitAck(SnapshotState state) throws InterruptedException {
        while (!ended && !acknowledged.contains(state)) {
            wait();
        }
        return acknowledged.contains(state);
    }

    synchronized boolean awaitWorker() throws InterruptedException {
        while (!ended && !workerReady) {
            wait();
        }
        return workerReady;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel socket : sockets) {
            socket.close();
        }
        end();
    }
}
