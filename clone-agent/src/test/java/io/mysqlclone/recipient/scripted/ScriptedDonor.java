package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.ProtocolVersion;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Listens on a port of this host and plays a {@link Script} to whoever connects. It checks nothing of what the recipient
 * says but whether it can be decoded, and never waits for longer than the recipient stays.
 */
public final class ScriptedDonor implements Closeable {
    private static final int COM_QUIT = 0x01;
    private static final int COM_QUERY = 3;
    private static final int COM_RESET_CONNECTION = 0x1F;
    private static final int COM_CLONE = 0x20;
    private static final int ER_ERROR_ON_WRITE = 1026;

    private final Script script;
    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private final Set<SnapshotState> acknowledged = EnumSet.noneOf(SnapshotState.class);
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger masters = new AtomicInteger();
    private final List<CloneCommand> commands = new CopyOnWriteArrayList<>();
    private final CountDownLatch silent = new CountDownLatch(1);
    private boolean workerReady;
    private boolean ended;

    private ScriptedDonor(Script script, ServerSocket listener, Optional<SSLContext> tls) {
        this.script = script;
        this.listener = listener;
        this.tls = tls;
    }

    /** Starts a donor that is ready for connections. */
    public static ScriptedDonor play(Script script) throws IOException {
        return play(script, Optional.empty());
    }

    /** As {@link #play(Script)}, to recipients that must upgrade to TLS if it is given. */
    static ScriptedDonor play(Script script, Optional<SSLContext> tls) throws IOException {
        var donor = new ScriptedDonor(script, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), tls);
        Thread.ofVirtual().name("scripted-donor").start(donor::accept);
        return donor;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections have logged in so far. */
    public int logins() {
        return logins.get();
    }

    /** How many connections have asked to begin a clone, or to go on with it. */
    public int masters() {
        return masters.get();
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
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        boolean polite = false;
        try (socket) {
            polite = new Connection(socket).serve();
        } catch (IOException | InterruptedException gone) {
            // The recipient has had enough of it, or the test has.
        } finally {
            if (!polite) {
                end();
            }
        }
    }

    /** A connection was lost, or the recipient has failed: the others must not wait for it. */
    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void acknowledge(SnapshotState state) {
        acknowledged.add(state);
        notifyAll();
    }

    /** A recipient that was lost has come back. */
    private synchronized void resume() {
        ended &= script.resumed.isEmpty();
    }

    private synchronized void workerIsReady() {
        workerReady = true;
        notifyAll();
    }

    private synchronized boolean awaitAck(SnapshotState state) throws InterruptedException {
        while (!ended && !acknowledged.contains(state)) {
            wait();
        }
        return acknowledged.contains(state);
    }

    private synchronized boolean awaitWorker() throws InterruptedException {
        while (!ended && !workerReady) {
            wait();
        }
        return workerReady;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        end();
    }

    private final class Connection {
        private final Socket plain;
        private Socket socket;
        private DataInputStream in;
        private OutputStream out;
        private boolean attached;
        private boolean resumed;
        private Optional<List<Step>> rest = Optional.empty();
        private boolean inCloneMode;
        private int sequence;

        Connection(Socket socket) throws IOException {
            this.plain = socket;
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
        }

        /** Takes the request for TLS and goes on encrypted. */
        private void upgrade(SSLContext context) throws IOException {
            read();
            var encrypted = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
            encrypted.setUseClientMode(false);
            socket = encrypted;
            in = new DataInputStream(encrypted.getInputStream());
            out = new BufferedOutputStream(encrypted.getOutputStream(), 64 << 10);
        }

        /** Returns whether the recipient left with COM_QUIT. */
        boolean serve() throws IOException, InterruptedException {
            if (!perform(script.greeting)) {
                return false;
            }
            if (tls.isPresent()) {
                upgrade(tls.get());
            }
            if (read().length == 0 || !perform(script.login)) {
                return false;
            }
            logins.incrementAndGet();
            byte[] packet = read();
            while (inCloneMode || packet[0] != COM_QUIT) {
                if (!command(packet)) {
                    return false;
                }
                packet = read();
            }
            return true;
        }

        private boolean command(byte[] packet) throws IOException, InterruptedException {
            if (!inCloneMode) {
                return switch (packet[0]) {
                    case COM_CLONE -> {
                        inCloneMode = true;
                        yield perform(script.enter);
                    }
                    case COM_QUERY -> perform(script.query);
                    case COM_RESET_CONNECTION -> perform(List.of(new Step.Packet(ClassicPackets.ok())));
                    default -> throw new IOException("unknown command " + packet[0]);
                };
            }
            sequence = 0;
            CloneCommand command = CommandDecoder.decode(ByteBuffer.wrap(packet));
            commands.add(command);
            return switch (command) {
                case CloneCommand.Init init -> {
                    masters.incrementAndGet();
                    yield perform(script.init);
                }
                case CloneCommand.Attach attach -> {
                    attached = true;
                    yield perform(script.attach);
                }
                case CloneCommand.Reinit reinit -> {
                    masters.incrementAndGet();
                    resumed = !script.resumed.isEmpty();
                    resume();
                    if (script.resumption.isEmpty()) {
                        yield perform(script.reinit);
                    }
                    yield perform(reopen(script.resumption.get(), reinit));
                }
                case CloneCommand.Execute execute -> {
                    if (attached) {
                        workerIsReady();
                    }
                    List<Step> goOn = resumed ? script.resumed : script.master;
                    yield perform(attached ? script.worker : rest.orElse(goOn));
                }
                case CloneCommand.Ack ack -> acknowledge(ack);
                case CloneCommand.Exit exit -> {
                    inCloneMode = false;
                    yield perform(script.exit);
                }
            };
        }

        /** The answer to who goes on, and what is left to be told then. */
        private List<Step> reopen(Resumption resumption, CloneCommand.Reinit reinit) throws IOException {
            synchronized (ScriptedDonor.this) {
                ended = false;
                rest = Optional.of(resumption.rest(reinit.locators().getFirst(), acknowledged));
                return List.of(
                        new Step.Packet(
                                Responses.locators(ProtocolVersion.V4, Script.at(Resumption.state(acknowledged)))),
                        new Step.Packet(Responses.complete()));
            }
        }

        private boolean acknowledge(CloneCommand.Ack ack) throws IOException, InterruptedException {
            boolean accepted = script.ack.getFirst().equals(new Step.Packet(Responses.complete()));
            if (ack.error() != 0 || !accepted) {
                end();
            } else if (ack.locator().engineType() == EngineLocator.INNODB
                    && DescriptorDecoder.decode(ack.descriptor().buffer()) instanceof StateDescriptor state) {
                ScriptedDonor.this.acknowledge(state.state());
            }
            return perform(script.ack);
        }

        /** @return false when the connection is of no more use */
        private boolean perform(List<Step> steps) throws IOException, InterruptedException {
            for (Step step : steps) {
                switch (step) {
                    case Step.Describe(var descriptor) ->
                        send(Responses.descriptor(descriptor.encode().toArray()));
                    case Step.Data(var bytes) -> send(Responses.data(bytes.toArray()));
                    case Step.Packet(var payload) -> send(payload.toArray());
                    case Step.Half(var whole) -> {
                        byte[] packet = framed(payload(whole));
                        out.write(packet, 0, packet.length / 2);
                    }
                    case Step.Raw(var bytes) -> out.write(bytes.toArray());
                    case Step.Flood(var payload) -> {
                        byte[] packet = framed(payload.toArray());
                        while (true) {
                            out.write(packet);
                        }
                    }
                    case Step.AwaitAck(var state) -> {
                        out.flush();
                        if (!awaitAck(state)) {
                            send(Responses.error(ER_ERROR_ON_WRITE, "Error writing file 'Clone File'"));
                            out.flush();
                            return true;
                        }
                    }
                    case Step.AwaitWorker() -> {
                        out.flush();
                        if (!awaitWorker()) {
                            return false;
                        }
                    }
                    case Step.Silence() -> {
                        out.flush();
                        silent.countDown();
                        return in.read() >= 0;
                    }
                    case Step.HalfClose() -> {
                        out.flush();
                        socket.shutdownOutput();
                        return in.read() >= 0;
                    }
                    case Step.Close() -> {
                        out.flush();
                        return false;
                    }
                }
            }
            out.flush();
            return true;
        }

        private void send(byte[] payload) throws IOException {
            out.write(framed(payload));
        }

        private byte[] framed(byte[] payload) {
            return ClassicPackets.framed(inCloneMode && sequence == 0 ? 0 : sequence++, payload);
        }

        private static byte[] payload(Step step) {
            return switch (step) {
                case Step.Describe(var descriptor) ->
                    Responses.descriptor(descriptor.encode().toArray());
                case Step.Data(var bytes) -> Responses.data(bytes.toArray());
                case Step.Packet(var packet) -> packet.toArray();
                default -> throw new IllegalArgumentException(step + " sends no packet");
            };
        }

        /** The payload of the recipient's next packet; it never has reason to split one. */
        private byte[] read() throws IOException {
            int header = Integer.reverseBytes(in.readInt());
            sequence = (header >>> 24) + 1;
            byte[] payload = new byte[header & 0xFF_FFFF];
            in.readFully(payload);
            if (payload.length == 0) {
                throw new IOException("an empty packet");
            }
            return payload;
        }
    }
}
