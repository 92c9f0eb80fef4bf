package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.session.ByteBudget;
import java.util.Optional;

/**
 * The bandwidth limits of a clone, over all its connections. A limit takes effect as soon as it is set: each
 * connection asks between slices that are small enough for the donor not to run into its write timeout.
 */
final class Throttle implements CloneConnection.DataPace {
    /** Read between two looks at the limits; a multiple of what one read of a socket brings. */
    private static final int SLICE = 64 << 10;

    private volatile State state;

    Throttle(Limits limits) {
        state = State.of(limits, 0);
    }

    synchronized void set(Limits limits) {
        state = State.of(limits, state.brake);
    }

    /** A limit on data besides the other one; the lower one counts. 0 for none. */
    synchronized void brake(long dataBytesPerSecond) {
        if (state.brake != dataBytesPerSecond) {
            state = State.of(state.limits, dataBytesPerSecond);
        }
    }

    Limits limits() {
        return state.limits;
    }

    @Override
    public int slice() {
        State now = state;
        return now.data().isEmpty() && now.network().isEmpty() ? Integer.MAX_VALUE : SLICE;
    }

    @Override
    public void received(int dataBytes, long networkBytes) throws InterruptedException {
        State now = state;
        if (now.data.isPresent()) {
            now.data.get().take(dataBytes, () -> isInForce(now));
        }
        if (now.network.isPresent()) {
            now.network.get().take(networkBytes, () -> isInForce(now));
        }
    }

    private boolean isInForce(State now) {
        State current = state;
        return current.limits.equals(now.limits) && current.brake == now.brake;
    }

    private record State(Limits limits, long brake, Optional<ByteBudget> data, Optional<ByteBudget> network) {
        static State of(Limits limits, long brake) {
            return new State(
                    limits,
                    brake,
                    ByteBudget.of(ByteBudget.lower(limits.dataBytesPerSecond(), brake)),
                    ByteBudget.of(limits.networkBytesPerSecond()));
        }
    }
}
