package io.mysqlclone.binlog.donor;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.RoundAbandonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.zip.CRC32C;

/** One connection's part: everything for the master, nothing for a worker. */
final class LogTask implements DonorTask {
    private final BinaryLogSnapshot snapshot;
    private final int index;
    private volatile boolean abandoned;
    private volatile boolean finished;

    LogTask(BinaryLogSnapshot snapshot, int index) {
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
        HeldLogs held = snapshot.logs();
        List<HeldLogs.Log> logs = held.logs();
        LogLocator from = snapshot.from();
        ByteBuffer descriptor = ByteBuffer.allocate(LogDescriptor.MAX_LENGTH);
        ByteBuffer block = ByteBuffer.allocateDirect(BinaryLogs.BLOCK);
        send(sink, new LogDescriptor.Start(logs.size(), held.bytes()), descriptor);
        for (int i = from.log(); i < logs.size(); i++) {
            HeldLogs.Log log = logs.get(i);
            send(sink, new LogDescriptor.Log(i, log.length(), log.name().file()), descriptor);
            long offset = i == from.log() ? from.offset() : 0;
            while (offset < log.length()) {
                check();
                read(log, offset, block);
                int length = block.remaining();
                var checksum = new CRC32C();
                checksum.update(block.duplicate());
                descriptor.clear();
                new LogDescriptor.Block(offset, length, (int) checksum.getValue()).encode(descriptor);
                sink.block(descriptor.flip(), block);
                snapshot.sent(length);
                offset += length;
            }
        }
        send(sink, new LogDescriptor.End(), descriptor);
    }

    private void send(DonorSink sink, LogDescriptor said, ByteBuffer buffer) throws IOException, InterruptedException {
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

    private void read(HeldLogs.Log log, long offset, ByteBuffer block) throws DonorException, RoundAbandonedException {
        block.clear().limit((int) Math.min(block.capacity(), log.length() - offset));
        try {
            while (block.hasRemaining()) {
                if (log.channel().read(block, offset + block.position()) < 0) {
                    throw new DonorException(
                            DonorException.READ, "the binary log " + log.name().file() + " was cut off meanwhile");
                }
            }
            block.flip();
        } catch (ClosedChannelException e) {
            throw new RoundAbandonedException();
        } catch (IOException e) {
            throw e instanceof DonorException known
                    ? known
                    : new DonorException(
                            DonorException.READ,
                            "the binary log " + log.name().file() + " can't be read: " + e.getMessage(),
                            e);
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
