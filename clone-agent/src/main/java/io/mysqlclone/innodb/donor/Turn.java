package io.mysqlclone.innodb.donor;

import java.time.Duration;

/** A chunk that a task was given to send, block by block. */
public interface Turn extends AutoCloseable {
    /**
     * Waits until it is time for a block.
     *
     * @param block counted from 1
     * @return false when it is not after {@code patience}
     */
    boolean await(int block, Duration patience) throws InterruptedException;

    /** The block that was waited for was taken by the recipient. */
    void sent();

    /** Nothing more of the chunk is sent. */
    @Override
    void close();

    /** One that nobody else takes part in. */
    Turn FREE = new Turn() {
        @Override
        public boolean await(int block, Duration patience) {
            return true;
        }

        @Override
        public void sent() {
            // Nobody counts.
        }

        @Override
        public void close() {
            // Nobody waits.
        }
    };
}
