package io.mysqlclone.serial.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.zip.CRC32C;

/** One connection's part: everything for the master, nothing for a worker. */
final class SerialTask implements DonorTask {
    private final SerialSnapshot snapshot;
    private final int index;
    private volatile boolean abandoned;
    private volatile boolean finished;

    SerialTask(SerialSnapshot snapshot, int index) {
        this.snapshot = snapshot;
        this.index = index;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public EngineLocator locator() {
        return snapshot.locator();
    }

    @Override
    public void copy(DonorSink sink) throws IOException, InterruptedException {
        if (index == 0) {
            sendAll(sink);
        }
        finished = true;
    }

    private void sendAll(DonorSink sink) throws IOException, InterruptedException {
        HeldFiles held = snapshot.files();
        List<HeldFiles.Held> files = held.files();
        SerialLocator from = snapshot.from();
        ByteBuffer descriptor = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        ByteBuffer block = ByteBuffer.allocateDirect(SerialDescriptor.LARGEST_BLOCK);
        send(sink, new SerialDescriptor.Start(held.directories().size(), files.size(), held.bytes()), descriptor);
        for (String directory : held.directories()) {
            send(sink, new SerialDescriptor.Directory(directory), descriptor);
        }
        for (int i = from.file(); i < files.size(); i++) {
            HeldFiles.Held file = files.get(i);
            send(sink, new SerialDescriptor.File(i, file.length(), file.name()), descriptor);
            long offset = i == from.file() ? from.offset() : 0;
            while (offset < file.length()) {
                check();
                read(file, offset, block);
                int length = block.remaining();
                var checksum = new CRC32C();
                checksum.update(block.duplicate());
                descriptor.clear();
                new SerialDescriptor.Block(offset, length, (int) checksum.getValue()).encode(descriptor);
                sink.block(descriptor.flip(), block);
                snapshot.sent(length);
                offset += length;
            }
        }
        send(sink, new SerialDescriptor.End(), descriptor);
    }

    private void send(DonorSink sink, SerialDescriptor said, ByteBuffer buffer)
            throws IOException, InterruptedException {
        check();
        buffer.clear();
        said.encode(buffer);
        sink.descriptor(buffer.flip());
    }

    private void check() throws DonorException, RoundAbandonedException {
        if (abandoned) {
            throw new RoundAbandonedException();
        }
        snapshot.check();
    }

    private static void read(HeldFiles.Held file, long offset, ByteBuffer block)
            throws DonorException, RoundAbandonedException {
        block.clear().limit((int) Math.min(block.capacity(), file.length() - offset));
        try {
            while (block.hasRemaining()) {
                if (file.channel().read(block, file.offset() + offset + block.position()) < 0) {
                    throw new DonorException(DonorException.READ, "the " + file.called() + " ends too early");
                }
            }
            block.flip();
        } catch (ClosedChannelException e) {
            throw new RoundAbandonedException();
        } catch (IOException e) {
            throw e instanceof DonorException known
                    ? known
                    : new DonorException(
                            DonorException.READ, "the " + file.called() + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Another round has begun. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public void close() {
        snapshot.leave(this, finished);
    }
}
