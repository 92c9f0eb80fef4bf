package io.mysqlclone.donor.session;

import io.mysqlclone.session.ByteBudget;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The donor's bandwidth limit over all recipients, and a second one that it may set itself for a while, of which the lower one
 * counts. Either takes effect as soon as it is set. Thread safe.
 */
public final class Pace {
    private final LongAdder given = new LongAdder();
    private volatile State state;

    /** @param dataBytesPerSecond 0 for no limit */
    public Pace(long dataBytesPerSecond) {
        state = State.of(dataBytesPerSecond, 0);
    }

    /** Sets another limit; 0 for none. */
    public synchronized void limit(long dataBytesPerSecond) {
        state = State.of(dataBytesPerSecond, state.brake);
    }

    /** Sets the second limit; 0 for none. */
    public synchronized void brake(long dataBytesPerSecond) {
        if (state.brake != dataBytesPerSecond) {
            state = State.of(state.limit, dataBytesPerSecond);
        }
    }

    /** Bytes of data a second; 0 when there is no limit. */
    public long limit() {
        return state.limit;
    }

    /** Bytes of data that were sent, or are about to be. */
    public long given() {
        return given.sum();
    }

    /** Waits until {@code bytes} may be sent. */
    void beforeData(int bytes) throws InterruptedException {
        State now = state;
        if (now.budget.isPresent()) {
            now.budget.get().take(bytes, () -> isInForce(now));
        }
        given.add(bytes);
    }

    private boolean isInForce(State then) {
        State now = state;
        return now.limit == then.limit && now.brake == then.brake;
    }

    private record State(long limit, long brake, Optional<ByteBudget> budget) {
        static State of(long limit, long brake) {
            return new State(limit, brake, ByteBudget.of(ByteBudget.lower(limit, brake)));
        }
    }
}
