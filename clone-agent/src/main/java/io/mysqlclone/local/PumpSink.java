package io.mysqlclone.local;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.FileRange;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.storage.BlockSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives what a donor's task sends to a recipient's task, and what that acknowledges back to the donor. A clone reads each
 * file once, so that the page cache would only cost it a copy, and other programs of the host what they have there.
 */
final class PumpSink implements DonorSink, Closeable {
    private static final DataSource NONE = destination -> {
        throw new IllegalStateException("a descriptor without data asks for " + destination.remaining() + " bytes");
    };

    private final DonorSnapshot donor;
    private final RecipientTask recipient;
    private final Pace pace;
    /** The file that was read last, as blocks come in the order of files. */
    private Optional<OpenFile> last = Optional.empty();

    private record OpenFile(Path path, BlockSource source) {}

    PumpSink(DonorSnapshot donor, RecipientTask recipient, Pace pace) {
        this.donor = donor;
        this.recipient = recipient;
        this.pace = pace;
    }

    /** Nothing leaves the process. */
    @Override
    public boolean isSecure() {
        return true;
    }

    /** A range may be shared or copied without being read. */
    @Override
    public boolean readsFiles() {
        return false;
    }

    @Override
    public void descriptor(ByteBuffer descriptor) throws IOException, InterruptedException {
        apply(descriptor, NONE);
    }

    @Override
    public void block(ByteBuffer descriptor, Path path, FileChannel file, long offset, int length)
            throws IOException, InterruptedException {
        pace.await(length);
        apply(descriptor, new AtPath(new FileRange(path, offset, length)));
    }

    @Override
    public void block(ByteBuffer descriptor, FileChannel file, long offset, int length)
            throws IOException, InterruptedException {
        pace.await(length);
        apply(
                descriptor,
                destination -> fill(destination, at -> file.read(destination, offset + at), "a file of the donor"));
    }

    @Override
    public void block(ByteBuffer descriptor, ByteBuffer bytes) throws IOException, InterruptedException {
        pace.await(bytes.remaining());
        apply(descriptor, destination -> destination.put(bytes));
    }

    private void apply(ByteBuffer descriptor, DataSource data) throws IOException, InterruptedException {
        Optional<ByteBuffer> acknowledgement = recipient.apply(descriptor, data);
        if (acknowledgement.isPresent()) {
            donor.acknowledge(acknowledgement.get());
        }
    }

    @Override
    public void data(FileChannel file, long offset, int length) {
        throw new IllegalStateException("data without its descriptor");
    }

    @Override
    public void data(ByteBuffer bytes) {
        throw new IllegalStateException("data without its descriptor");
    }

    private interface Read {
        /** Reads what is {@code at} bytes behind the first one; as {@link FileChannel#read(ByteBuffer, long)}. */
        int from(int at) throws IOException;
    }

    private static void fill(ByteBuffer destination, Read read, String name) throws DonorException {
        int start = destination.position();
        try {
            while (destination.hasRemaining()) {
                if (read.from(destination.position() - start) <= 0) {
                    throw new DonorException(DonorException.READ, name + " has become shorter since the clone began");
                }
            }
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, name + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Read into the recipient's own buffer past the page cache, or copied by the kernel. */
    private final class AtPath implements DataSource {
        private final FileRange range;

        AtPath(FileRange range) {
            this.range = range;
        }

        @Override
        public void read(ByteBuffer destination) throws DonorException {
            fill(
                    destination,
                    at -> source(range.file()).read(destination, range.offset() + at),
                    range.file().toString());
        }

        @Override
        public Optional<FileRange> range() {
            return Optional.of(range);
        }
    }

    private BlockSource source(Path path) throws IOException {
        if (last.isEmpty() || !last.get().path().equals(path)) {
            close();
            last = Optional.of(new OpenFile(path, BlockSource.open(path)));
        }
        return last.get().source();
    }

    @Override
    public void close() throws IOException {
        if (last.isPresent()) {
            OpenFile open = last.get();
            last = Optional.empty();
            open.source().close();
        }
    }
}
