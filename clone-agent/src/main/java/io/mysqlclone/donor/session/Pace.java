package io.mysqlclone.donor.session;

import io.mysqlclone.session.ByteBudget;
import java.util.Optional;

/** The donor's bandwidth limit over all recipients; it takes effect as soon as it is set. Thread safe. */
public final class Pace {
    private volatile State state;

    /** @param dataBytesPerSecond 0 for no limit */
    public Pace(long dataBytesPerSecond) {
        state = new State(dataBytesPerSecond, ByteBudget.of(dataBytesPerSecond));
    }

    /** Sets another limit; 0 for none. */
    public void limit(long dataBytesPerSecond) {
        state = new State(dataBytesPerSecond, ByteBudget.of(dataBytesPerSecond));
    }

    /** Bytes of data a second; 0 when there is no limit. */
    public long limit() {
        return state.limit;
    }

    /** Waits until {@code bytes} may be sent. */
    void beforeData(int bytes) throws InterruptedException {
        State now = state;
        if (now.budget.isPresent()) {
            now.budget.get().take(bytes, () -> state.limit == now.limit);
        }
    }

    private record State(long limit, Optional<ByteBudget> budget) {}
}
