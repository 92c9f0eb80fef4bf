package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import java.io.IOException;

/** What is to be sent in one stage: chunks of blocks, the same for every recipient. Thread safe. */
public interface StagePlan {
    /** Number of chunks, which are numbered from 1. */
    int chunks();

    /** Files, or pages in PAGE COPY, as the start of the stage says it. */
    int files();

    /** Bytes of all chunks. */
    long bytes();

    /** Blocks of a chunk, which are numbered from 1. */
    int blocks(int chunk);

    /** Bytes of a chunk. */
    long bytes(int chunk);

    /**
     * Tells the master what became of files in the stage before, ahead of the start of this one: dropped, renamed, created.
     *
     * @throws IOException as the sink throws it
     */
    default void announceChanges(BlockSender to) throws IOException, InterruptedException {
        // Files of a directory at rest stay what they are.
    }

    /**
     * Announces the files of the stage to the master.
     *
     * @throws IOException as the sink throws it
     */
    void announce(BlockSender to) throws IOException, InterruptedException;

    /**
     * Sends a chunk.
     *
     * @param stored the blocks of it that the recipient has already
     * @throws DonorException when it can't be read
     * @throws IOException as the sink throws it
     */
    void send(int chunk, int stored, BlockSender to) throws IOException, InterruptedException;

    /** A stage in which nothing is sent. */
    StagePlan EMPTY = new StagePlan() {
        @Override
        public int chunks() {
            return 0;
        }

        @Override
        public int files() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public int blocks(int chunk) {
            return 0;
        }

        @Override
        public long bytes(int chunk) {
            return 0;
        }

        @Override
        public void announce(BlockSender to) {
            // There is nothing to announce.
        }

        @Override
        public void send(int chunk, int stored, BlockSender to) {
            throw new IllegalStateException("the stage has no chunk " + chunk);
        }
    };
}
