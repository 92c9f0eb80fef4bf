package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Holds one packet back, and with it the clone, until told otherwise; so a test acts at an exact moment. */
final class Hold implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Hold() {}

    static Hold at(FaultProxy proxy, int nth, Predicate<Packet> which) {
        Hold hold = new Hold();
        proxy.onNthPacket(nth, which, new Fault.Run(() -> {
            hold.reached.countDown();
            await(hold.released);
        }));
        return hold;
    }

    /** Returns when the packet has come; throws what ended the clone before. */
    void awaitReached(Future<?> clone) throws Exception {
        while (!reached.await(50, TimeUnit.MILLISECONDS)) {
            if (clone.isDone()) {
                throw new AssertionError("the clone ended before the packet came: " + clone.get());
            }
        }
    }

    /** The same; throws when the agent ends before. */
    void awaitReached(AgentProcess agent) throws InterruptedException {
        while (!reached.await(50, TimeUnit.MILLISECONDS)) {
            if (!agent.isRunning()) {
                throw new AssertionError("the agent ended before the packet came: " + agent.output());
            }
        }
    }

    /** Lets the packet go. */
    @Override
    public void close() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
