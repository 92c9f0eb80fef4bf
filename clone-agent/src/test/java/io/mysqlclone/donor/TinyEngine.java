package io.mysqlclone.donor;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.RoundAbandonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine with one file and no stages: each task gives a descriptor with its number, the file, and a descriptor that it
 * waits to be acknowledged. Its locators are one byte.
 */
final class TinyEngine implements DonorEngine {
    private final int type;
    private final Path file;
    private final AtomicInteger snapshots = new AtomicInteger();

    TinyEngine(int type, Path file) {
        this.type = type;
        this.file = file;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public String name() {
        return "Tiny" + type;
    }

    @Override
    public DonorRelease release() {
        return new DonorRelease("9.7.4", "LTS");
    }

    @Override
    public int pageSize() {
        return 16384;
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) {
        return new Snapshot(snapshots.incrementAndGet());
    }

    @Override
    public Optional<DonorSnapshot> find(EngineLocator recipient) {
        return Optional.empty();
    }

    @Override
    public void close() {}

    private final class Snapshot implements DonorSnapshot {
        private final int id;
        private int tasks;
        private int acknowledged;
        private int error;
        private boolean over;
        private boolean closed;

        Snapshot(int id) {
            this.id = id;
        }

        @Override
        public EngineLocator locator() {
            return new EngineLocator(type, Bytes.of((byte) id));
        }

        @Override
        public boolean names(EngineLocator locator) {
            return locator.equals(locator());
        }

        @Override
        public synchronized EngineLocator resume(EngineLocator recipient) {
            over = false;
            tasks = 0;
            return locator();
        }

        @Override
        public DonorTask openMaster() {
            return open();
        }

        @Override
        public DonorTask openWorker() {
            return open();
        }

        private synchronized DonorTask open() {
            return new Task(tasks++);
        }

        @Override
        public synchronized void acknowledge(ByteBuffer descriptor) {
            acknowledged++;
            notifyAll();
        }

        @Override
        public synchronized void recipientFailed(int mysqlError) {
            error = mysqlError;
            notifyAll();
        }

        @Override
        public synchronized boolean isIdle() {
            return over;
        }

        @Override
        public synchronized DonorProgress progress() {
            return new DonorProgress("FILE COPY", tasks, 0, 0, 0, 0, 0, 0, acknowledged > 0);
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
        }

        private synchronized void awaitAcknowledgement()
                throws DonorException, RoundAbandonedException, InterruptedException {
            while (acknowledged == 0 && error == 0 && !over && !closed) {
                wait();
            }
            if (error != 0) {
                throw new DonorException(error, "the recipient failed");
            }
            if (over || closed) {
                throw new RoundAbandonedException();
            }
        }

        private synchronized void lost() {
            over = true;
            notifyAll();
        }

        private final class Task implements DonorTask {
            private final int index;
            private boolean given;

            Task(int index) {
                this.index = index;
            }

            @Override
            public int index() {
                return index;
            }

            @Override
            public EngineLocator locator() {
                return Snapshot.this.locator();
            }

            @Override
            public void copy(DonorSink sink) throws IOException, InterruptedException {
                sink.descriptor(ByteBuffer.wrap(new byte[] {(byte) type, (byte) index}));
                try (FileChannel channel = FileChannel.open(file)) {
                    sink.data(channel, 0, (int) channel.size());
                }
                sink.descriptor(ByteBuffer.wrap(new byte[] {'E', 'N', 'D'}));
                awaitAcknowledgement();
                given = true;
            }

            @Override
            public void close() {
                if (!given) {
                    lost();
                }
            }
        }
    }
}
