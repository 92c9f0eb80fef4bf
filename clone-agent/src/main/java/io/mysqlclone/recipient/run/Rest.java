package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.remote.CloneConnection.DataPace;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the connections rest that bring too little. One can't be given up in the middle of a stage: the donor takes it for a lost
 * network and closes all others. So one that rests reads as much as keeps the donor's write timeout away
 * ({@code net_write_timeout}, 60 seconds), and holds no more of the snapshot back than the chunk that it is in. Where the
 * others have nothing left to receive, all work again.
 */
final class Rest {
    /** Read in a second. */
    static final int SLICE = 64 << 10;

    private static final long PAUSE_MILLIS = 1000;

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int working = Integer.MAX_VALUE;

    /** From now on this many work; the others rest, until the rest is over. */
    void allBut(int connections) {
        working = connections;
    }

    /** All work, from now to the end. */
    void end() {
        over.countDown();
    }

    /** How many work at most. */
    int working() {
        return over.getCount() == 0 ? Integer.MAX_VALUE : working;
    }

    /**
     * The pace of one connection.
     *
     * @param number of it, from 1
     * @param pace of all
     */
    DataPace of(int number, DataPace pace) {
        return new DataPace() {
            @Override
            public int slice() {
                return rests() ? SLICE : pace.slice();
            }

            @Override
            public void received(int dataBytes, long networkBytes) throws InterruptedException {
                pace.received(dataBytes, networkBytes);
                if (rests()) {
                    var _ = over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }

            private boolean rests() {
                return number > working();
            }
        };
    }
}
