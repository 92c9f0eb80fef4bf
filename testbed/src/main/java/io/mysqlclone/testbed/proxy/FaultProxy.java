package io.mysqlclone.testbed.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on 127.0.0.1 in front of a donor, with faults where a test wants them. It follows the packets of a plain session;
 * once a session turns to TLS or to compression it only counts and forwards bytes.
 */
public final class FaultProxy implements AutoCloseable {

    private static final class Rule {
        final Predicate<Packet> which;
        final Fault fault;
        final AtomicInteger uses;

        Rule(Predicate<Packet> which, Fault fault, int uses) {
            this.which = which;
            this.fault = fault;
            this.uses = new AtomicInteger(uses);
        }
    }

    private volatile InetSocketAddress donor;
    private final ServerSocket listener;
    private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong fired = new AtomicLong();
    private final Flow fromDonor = new Flow();
    private final Flow fromRecipient = new Flow();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final ReentrantLock gate = new ReentrantLock();
    private final Condition thawed = gate.newCondition();
    private volatile boolean frozen;
    private volatile boolean refusing;
    private volatile long bytesPerSecond;
    private volatile long cutAllAfterTotal = Long.MAX_VALUE;
    private volatile long corruptAfterTotal = Long.MAX_VALUE;
    private volatile long corruptEachAt = Long.MAX_VALUE;
    private volatile Fault.Cut cutAllHow = Fault.Cut.RST;
    private long nextSlot = System.nanoTime();

    private FaultProxy(InetSocketAddress donor, ServerSocket listener) {
        this.donor = donor;
        this.listener = listener;
    }

    /** Listens on a free port and forwards to a port of 127.0.0.1. */
    public static FaultProxy to(int donorPort) {
        return to("127.0.0.1", donorPort);
    }

    /** Listens on a free port and forwards to this address. */
    public static FaultProxy to(String donorHost, int donorPort) {
        return between(InetAddress.getLoopbackAddress(), new InetSocketAddress(donorHost, donorPort));
    }

    /** Listens on a free port of this address alone, and forwards to a port of 127.0.0.1. */
    public static FaultProxy at(InetAddress listening, int donorPort) {
        return between(listening, new InetSocketAddress(InetAddress.getLoopbackAddress(), donorPort));
    }

    private static FaultProxy between(InetAddress listening, InetSocketAddress donor) {
        try {
            FaultProxy proxy = new FaultProxy(donor, new ServerSocket(0, 200, listening));
            Thread.ofPlatform().daemon().name("fault-proxy-" + proxy.port()).start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + listening.getHostAddress(), e);
        }
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** What connects from now on reaches another port of 127.0.0.1, as when a name is given to another server. */
    public void leadTo(int donorPort) {
        donor = new InetSocketAddress(InetAddress.getLoopbackAddress(), donorPort);
    }

    /** Does something to the first packet, from now on, that fits. */
    public FaultProxy onPacket(Predicate<Packet> which, Fault fault) {
        return onNthPacket(1, which, fault);
    }

    /** Does something to the n-th packet, from now on and over all connections, that fits; the first is number 1. */
    public FaultProxy onNthPacket(int n, Predicate<Packet> which, Fault fault) {
        AtomicInteger seen = new AtomicInteger();
        rules.add(new Rule(packet -> which.test(packet) && seen.incrementAndGet() == n, fault, 1));
        return this;
    }

    /** Does something to every packet that fits. */
    public FaultProxy onEveryPacket(Predicate<Packet> which, Fault fault) {
        rules.add(new Rule(which, fault, Integer.MAX_VALUE));
        return this;
    }

    /** Forgets all that was asked for and not yet done; thaws, and accepts connections again. */
    public void heal() {
        rules.clear();
        cutAllAfterTotal = Long.MAX_VALUE;
        corruptAfterTotal = Long.MAX_VALUE;
        corruptEachAt = Long.MAX_VALUE;
        refusing = false;
        bytesPerSecond = 0;
        thaw();
    }

    /**
     * Cuts every connection as soon as so many more bytes have come from the donor, over all connections together; of a
     * single one exactly there.
     */
    public void cutAllAfter(long donorBytes, Fault.Cut how) {
        cutAllHow = how;
        cutAllAfterTotal = bytes(Direction.DONOR_TO_RECIPIENT) + donorBytes;
    }

    /** Changes the byte of each new connection that so many bytes from the donor come before; packets are not looked at. */
    public void corruptEachAfter(long donorBytes) {
        corruptEachAt = donorBytes;
    }

    /** Changes one byte, of whichever connection it comes on, as soon as so many more bytes have come from the donor. */
    public void corruptAfter(long donorBytes) {
        corruptAfterTotal = bytes(Direction.DONOR_TO_RECIPIENT) + donorBytes;
    }

    /** Cuts every open connection now. */
    public void cutAll(Fault.Cut how) {
        connections.forEach(connection -> connection.cut(how));
    }

    /** Whether new connections are closed at once (a reset, as from a host whose server is gone). */
    public void refuseNew(boolean value) {
        refusing = value;
    }

    /** Nothing flows any more, on all connections in both directions, but they stay open: a stalled network. */
    public void freeze() {
        frozen = true;
    }

    /** Lets everything flow again. */
    public void thaw() {
        gate.lock();
        try {
            frozen = false;
            connections.forEach(ProxiedConnection::thaw);
            thawed.signalAll();
        } finally {
            gate.unlock();
        }
    }

    /** Limits what the donor can send, over all connections; 0 lifts the limit. */
    public void limit(long donorBytesPerSecond) {
        bytesPerSecond = donorBytesPerSecond;
    }

    /** Bytes forwarded in a direction, over all connections there ever were. */
    public long bytes(Direction direction) {
        return flow(direction).bytes();
    }

    /** How many faults have been applied to packets. */
    public long faults() {
        return fired.get();
    }

    /** Every connection there ever was, in the order of connecting. */
    public List<ProxiedConnection> connections() {
        return List.copyOf(connections);
    }

    /** How many connections are open. */
    public long open() {
        return connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /** Cuts everything and stops listening; throws what an action of {@link Fault.Run} threw. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop listening", e);
        } finally {
            thaw();
            cutAll(Fault.Cut.RST);
        }
        RuntimeException thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                // Owned by the connection from here on.
                @SuppressWarnings("resource")
                Socket recipient = listener.accept();
                if (refusing) {
                    recipient.setSoLinger(true, 0);
                    recipient.close();
                } else {
                    connect(recipient);
                }
            } catch (IOException e) {
                // The listener was closed, or this one client went away.
                Thread.onSpinWait();
            }
        }
    }

    private void connect(Socket recipient) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(donor, (int) TimeUnit.SECONDS.toMillis(10));
        } catch (IOException e) {
            upstream.close();
            recipient.setSoLinger(true, 0);
            recipient.close();
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(this, connections.size() + 1, recipient, upstream);
        connections.add(connection);
        connection.start();
    }

    /** The fault for a packet, if any. */
    Optional<Fault> faultFor(Packet packet) {
        for (Rule rule : rules) {
            if (rule.uses.get() > 0 && rule.which.test(packet) && rule.uses.getAndDecrement() > 0) {
                fired.incrementAndGet();
                return Optional.of(rule.fault);
            }
        }
        return Optional.empty();
    }

    /** Called before bytes are forwarded; waits as long as they have to. */
    void pass(ProxiedConnection connection, Direction direction, int count) throws InterruptedException {
        if (direction == Direction.DONOR_TO_RECIPIENT && bytesPerSecond > 0) {
            TimeUnit.NANOSECONDS.sleep(slot(count) - System.nanoTime());
        }
        if (frozen || connection.isFrozen(direction)) {
            gate.lock();
            try {
                while ((frozen || connection.isFrozen(direction)) && connection.isOpen()) {
                    thawed.await(100, TimeUnit.MILLISECONDS);
                }
            } finally {
                gate.unlock();
            }
        }
    }

    /**
     * Called before bytes are forwarded: changes one of them if that is wanted.
     *
     * @param before how many came on this connection before them
     * @return how many of them may be forwarded
     */
    int prepare(Direction direction, long before, byte[] buffer, int count) {
        if (direction == Direction.RECIPIENT_TO_DONOR) {
            return count;
        }
        long total = bytes(direction);
        long at = corruptEachAt - before;
        if (total + count > corruptAfterTotal) {
            corruptAfterTotal = Long.MAX_VALUE;
            at = 0;
        }
        if (at >= 0 && at < count) {
            buffer[(int) at] ^= 0x10;
            fired.incrementAndGet();
        }
        return (int) Math.min(count, Math.max(0, cutAllAfterTotal - total));
    }

    /** Called after bytes were forwarded. */
    void passed(Direction direction, int count) {
        long total = flow(direction).count(count);
        if (direction == Direction.DONOR_TO_RECIPIENT && total >= cutAllAfterTotal) {
            cutAllAfterTotal = Long.MAX_VALUE;
            cutAll(cutAllHow);
        }
    }

    /** An action of a test threw; told to the test when it closes the proxy. */
    void failed(RuntimeException e) {
        failure.compareAndSet(null, e);
    }

    private Flow flow(Direction direction) {
        return direction == Direction.DONOR_TO_RECIPIENT ? fromDonor : fromRecipient;
    }

    private synchronized long slot(int count) {
        long now = System.nanoTime();
        nextSlot = Math.max(nextSlot, now) + count * 1_000_000_000L / Math.max(1, bytesPerSecond);
        return nextSlot;
    }
}
