package io.mysqlclone.local;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.FileRange;
import io.mysqlclone.engine.RecipientTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Gives what a donor's task sends to a recipient's task, and what that acknowledges back to the donor. */
final class PumpSink implements DonorSink {
    private static final DataSource NONE = destination -> {
        throw new IllegalStateException("a descriptor without data asks for " + destination.remaining() + " bytes");
    };

    private final DonorSnapshot donor;
    private final RecipientTask recipient;
    private final Pace pace;

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
        apply(descriptor, new InFile(file, offset, Optional.of(new FileRange(path, offset, length))));
    }

    @Override
    public void block(ByteBuffer descriptor, FileChannel file, long offset, int length)
            throws IOException, InterruptedException {
        pace.await(length);
        apply(descriptor, new InFile(file, offset, Optional.empty()));
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

    /** Read into the recipient's own buffer, or copied by the kernel. */
    private record InFile(FileChannel file, long offset, Optional<FileRange> range) implements DataSource {
        @Override
        public void read(ByteBuffer destination) throws DonorException {
            int start = destination.position();
            try {
                while (destination.hasRemaining()) {
                    if (file.read(destination, offset + destination.position() - start) < 0) {
                        throw new DonorException(
                                DonorException.READ, name() + " has become shorter since the clone began");
                    }
                }
            } catch (DonorException e) {
                throw e;
            } catch (IOException e) {
                throw new DonorException(DonorException.READ, name() + " can't be read: " + e.getMessage(), e);
            }
        }

        private String name() {
            return range.map(known -> known.file().toString()).orElse("a file of the donor");
        }
    }
}
