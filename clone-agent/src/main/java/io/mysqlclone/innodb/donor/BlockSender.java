package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.storage.ReadAhead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;

/** What one task sends: encodes descriptors into one buffer, and counts bytes. Used by the task's thread. */
public final class BlockSender {
    /** A stock recipient loses patience after 30 seconds, at the earliest. */
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private static final int LONGEST_USUAL = 512;

    private final DonorClone clone;
    private final Round round;
    private final int task;
    private final DonorSink sink;
    private ByteBuffer descriptors = ByteBuffer.allocate(LONGEST_USUAL);
    private SnapshotState state = SnapshotState.INIT;
    private Turn turn = Turn.FREE;
    /** Redo files that this task has told of. */
    private final BitSet told = new BitSet();

    BlockSender(DonorClone clone, Round round, int task, DonorSink sink) {
        this.clone = clone;
        this.round = round;
        this.task = task;
        this.sink = sink;
    }

    /** What is sent from here on is of {@code entered}. */
    void enter(SnapshotState entered) {
        state = entered;
    }

    /** What is sent from here on is of a chunk. */
    void begin(Turn chunk) {
        turn = chunk;
    }

    /** To read a file ahead of what is sent. */
    ReadAhead readAhead(Path file) {
        return sink.readsFiles() ? ReadAhead.of(file) : ReadAhead.none();
    }

    /** Waits until it is time for a block of FILE COPY, counted from 1. */
    void await(int block) throws IOException, InterruptedException {
        clone.check(round);
        while (!turn.await(block, SIGN_OF_LIFE)) {
            clone.check(round);
            keepAlive();
        }
    }

    /** Tells the recipient that it is not forgotten. */
    void keepAlive() throws IOException, InterruptedException {
        descriptor(new StateDescriptor(state, task, 0, 0, 0, 0, StateDescriptor.KEEP_ALIVE));
    }

    private void sent(DataDescriptor block) {
        turn.sent();
        clone.sent(state, block.length());
    }

    /** The number of the task, as its descriptors say it. */
    public int task() {
        return task;
    }

    /** Something that has no data. */
    public void descriptor(Descriptor descriptor) throws IOException, InterruptedException {
        sink.descriptor(encoded(descriptor));
    }

    private ByteBuffer encoded(Descriptor descriptor) {
        int length = descriptor.encodedLength();
        if (descriptors.capacity() < length) {
            descriptors = ByteBuffer.allocate(length);
        }
        descriptor.encode(descriptors.clear());
        return descriptors.flip();
    }

    /** Tells of a redo file, once: a task that is ahead of the master must. */
    void redoFile(FileDescriptor file) throws IOException, InterruptedException {
        if (!told.get(file.fileIndex())) {
            told.set(file.fileIndex());
            descriptor(file);
        }
    }

    /** A block of a file. */
    void block(DataDescriptor block, Path path, FileChannel file) throws IOException, InterruptedException {
        clone.check(round);
        sink.block(encoded(block), path, file, block.offset(), block.length());
        sent(block);
    }

    /** A block that is not in a file as it is sent. */
    public void block(DataDescriptor block, ByteBuffer bytes) throws IOException, InterruptedException {
        clone.check(round);
        sink.block(encoded(block), bytes);
        sent(block);
    }

    /**
     * A block that is in another file than the one it is of, or in one that can't be opened again by its path.
     *
     * @param offset where it is in {@code file}
     */
    public void block(DataDescriptor block, FileChannel file, long offset) throws IOException, InterruptedException {
        clone.check(round);
        sink.block(encoded(block), file, offset, block.length());
        sent(block);
    }

    /** A file of FILE COPY was dropped when {@code chunk} was to be read: all of its chunks are done (section 7.3). */
    void dropped(FileDescriptor file, int chunk) throws IOException, InterruptedException {
        clone.check(round);
        if (clone.tellDropped(file.fileIndex())) {
            descriptor(file.droppedAt(chunk));
        }
    }
}
