package io.mysqlclone.recipient.faults;

import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * One clone, of which the agent is killed or the connections are cut again and again, each time at a given packet, until
 * no strike is left and it completes. After a kill another process goes on.
 */
final class StruckClone implements AutoCloseable {
    /** What happens when the packet comes. */
    enum How {
        KILL,
        CUT_ALL,
        CUT_ONE
    }

    /**
     * @param stage of the packet; a packet of a later stage is struck as well, so that a strike can't be missed while the
     *     clone goes on
     * @param nth packet that fits, counted from the strike before
     */
    record Strike(How how, String where, int stage, Predicate<Packet> which, int nth) {}

    /** A strike that happened, and the stage in which it did. */
    record Hit(Strike strike, int stage) {
        @Override
        public String toString() {
            return strike.how() + " at " + strike.where() + " in stage " + stage;
        }
    }

    private static final int MOST_BUSY_ANSWERS = 40;

    private final FaultProxy proxy;
    private final Path target;
    private final Deque<Strike> left = new ArrayDeque<>();
    private final List<Hit> hits = new ArrayList<>();
    private final StringBuilder outputs = new StringBuilder();
    private Optional<AgentProcess> agent = Optional.empty();
    private int seen;
    private int handled;

    StruckClone(int donorPort, Path target, long bytesPerSecond) {
        this.proxy = FaultProxy.to(donorPort);
        this.target = target;
        proxy.limit(bytesPerSecond);
        proxy.onEveryPacket(this::isStruck, new Fault.Run(this::strike));
    }

    private int struckConnection;

    private synchronized boolean isStruck(Packet packet) {
        if (left.isEmpty() || hits.size() > handled || agent.isEmpty()) {
            return false;
        }
        Strike next = left.getFirst();
        boolean fits = next.which().test(packet) && ++seen == next.nth();
        if (!fits && packet.stage() <= next.stage()) {
            return false;
        }
        hits.add(new Hit(left.removeFirst(), packet.stage()));
        seen = 0;
        struckConnection = packet.connection();
        return true;
    }

    private synchronized void strike() {
        switch (hits.getLast().strike().how()) {
            case KILL -> agent.ifPresent(AgentProcess::strikeDead);
            case CUT_ALL -> proxy.cutAll(Fault.Cut.RST);
            case CUT_ONE -> proxy.connections().get(struckConnection - 1).cut(Fault.Cut.RST);
        }
        notifyAll();
    }

    /**
     * Clones to the end.
     *
     * @param strikes in the order of stages
     * @param connections of the next process
     * @param between what happens after each strike, before the agent can connect again
     */
    void run(List<Strike> strikes, IntSupplier connections, Runnable between) throws IOException, InterruptedException {
        left.addAll(strikes);
        int busy = 0;
        while (true) {
            try (AgentProcess process = AgentProcess.start(proxy.port(), target, connections.getAsInt())) {
                synchronized (this) {
                    agent = Optional.of(process);
                }
                boolean killed = follow(process, between);
                synchronized (this) {
                    agent = Optional.empty();
                }
                outputs.append(process.output()).append("--\n");
                if (killed) {
                    continue;
                }
                if (process.awaitExit() == 0) {
                    return;
                }
                // Killed before it could write down that there is a snapshot; the donor looks for its recipient yet.
                if (!process.output().contains("ER_CLONE_TOO_MANY_CONCURRENT_CLONES") || ++busy > MOST_BUSY_ANSWERS) {
                    throw new AssertionError("the clone failed: " + this);
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** Returns when the process is gone; true when it was killed. */
    private boolean follow(AgentProcess process, Runnable between) throws InterruptedException {
        while (true) {
            Hit hit;
            synchronized (this) {
                while (hits.size() == handled) {
                    if (!process.isRunning()) {
                        return false;
                    }
                    wait(20);
                }
                hit = hits.get(handled);
            }
            proxy.refuseNew(true);
            boolean kill = hit.strike().how() == How.KILL;
            if (kill) {
                process.kill();
            }
            between.run();
            proxy.refuseNew(false);
            synchronized (this) {
                handled++;
            }
            if (kill) {
                return true;
            }
        }
    }

    /** What has happened so far. */
    synchronized List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** What all processes have printed. */
    String output() {
        return outputs.toString();
    }

    @Override
    public String toString() {
        return hits() + ", not done " + left + "\n" + outputs;
    }

    @Override
    public void close() {
        proxy.close();
    }
}
