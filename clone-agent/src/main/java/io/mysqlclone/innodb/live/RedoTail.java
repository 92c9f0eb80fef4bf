package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoEncryption;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.page.RedoWriter;
import io.mysqlclone.innodb.source.MasterKeys;
import io.mysqlclone.innodb.source.RedoLog;
import io.mysqlclone.innodb.source.RedoPart;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the redo log of a running server into a spool, from a checkpoint on, as it is written. The server keeps what was
 * not read yet, so this must not stand still for long: it stops for nobody but a full spool, and then the clone fails.
 *
 * <p>Used by one thread at a time.
 */
final class RedoTail implements Closeable {
    private static final Pattern NAME = Pattern.compile("#ib_redo(\\d{1,18})");
    private static final int BUFFER = 1 << 20;
    /** Bytes of a block before the first that a log sequence number can be. */
    private static final int BLOCK_HEADER = 12;

    private static final long ADVANCE_BYTES = 1 << 20;
    /** Sizes of redo files are multiples of this. */
    private static final long GRANULE = 64 << 10;

    private static final long SMALLEST = 256 << 10;

    private final Path folder;
    private final Spool spool;
    private final Mysqld.RedoHold hold;
    private final Optional<Path> keyring;
    private final long checkpoint;
    private final long start;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long next;
    private long advanced;
    private Optional<Current> current = Optional.empty();
    private Optional<LogKey> key = Optional.empty();
    private int logUuid = 1;

    /** The redo file that is read. */
    private record Current(FileChannel channel, Path path, long number, long startLsn, long size) implements Closeable {
        long endLsn() {
            return startLsn + size - RedoHeader.LENGTH;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It was read only.
            }
        }
    }

    /** The log's key, sealed and in clear. */
    private record LogKey(EncryptionInfo sealed, TablespaceKey clear, RedoEncryption encryption) {}

    /**
     * From {@code checkpoint} on.
     *
     * @param hold since before the checkpoint was asked for; closed by this
     * @param keyring whose keys the log's own is sealed with; read again when that changes
     */
    RedoTail(Path folder, Spool spool, Mysqld.RedoHold hold, long checkpoint, Optional<Path> keyring) {
        this.folder = folder;
        this.spool = spool;
        this.hold = hold;
        this.checkpoint = checkpoint;
        this.keyring = keyring;
        this.start = checkpoint - checkpoint % RedoBlock.LENGTH;
        this.next = start;
        this.advanced = start;
    }

    /**
     * Takes what is there of the log in full blocks.
     *
     * @return whether there was anything
     */
    boolean follow() throws DonorException {
        try {
            boolean any = false;
            while (copyOnce()) {
                any = true;
                if (next - advanced >= ADVANCE_BYTES) {
                    hold.advance(next);
                    advanced = next;
                }
            }
            return any;
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.READ, "the redo log in " + folder + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Bytes of log that were taken. */
    long bytes() {
        return next - start;
    }

    private boolean copyOnce() throws IOException {
        Optional<Current> file = file();
        if (file.isEmpty()) {
            return false;
        }
        Current from = file.get();
        buffer.clear();
        long offset = RedoHeader.LENGTH + next - from.startLsn();
        int length = (int) Math.min(BUFFER, from.size() - offset);
        buffer.limit(length);
        while (buffer.hasRemaining() && from.channel().read(buffer, offset + buffer.position()) >= 0) {}
        buffer.flip();
        int whole = 0;
        while (whole + RedoBlock.LENGTH <= buffer.limit()) {
            RedoBlock block = RedoBlock.read(buffer, whole);
            if (!isWhole(block, whole, next + whole) || block.isLast()) {
                break;
            }
            whole += RedoBlock.LENGTH;
        }
        if (whole == 0) {
            return false;
        }
        spool.putRedo(buffer.limit(whole), RedoHeader.LENGTH + next - start);
        next += whole;
        return true;
    }

    /** An encrypted block has its checksum inside. */
    private boolean isWhole(RedoBlock block, int at, long lsn) throws IOException {
        if (!block.isAt(lsn)) {
            return false;
        }
        if (!block.encrypted() || RedoBlock.read(clear(at), 0).checksumFits()) {
            return true;
        }
        // The header of a file gets the key after the file has begun, and another one when encryption is switched on.
        readKey();
        return RedoBlock.read(clear(at), 0).checksumFits();
    }

    /** A copy of a block of the buffer, in clear. */
    private ByteBuffer clear(int at) {
        ByteBuffer block = ByteBuffer.allocate(RedoBlock.LENGTH).put(0, buffer, at, RedoBlock.LENGTH);
        key.ifPresent(known -> known.encryption().open(block, 0));
        return block;
    }

    private void readKey() throws IOException {
        if (current.isEmpty()) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(RedoHeader.LENGTH);
        FileChannel channel = current.get().channel();
        while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {}
        try {
            EncryptionInfo sealed = EncryptionInfo.read(header.flip(), EncryptionInfo.OFFSET_IN_REDO_HEADER);
            if (key.isEmpty() || !key.get().sealed().equals(sealed)) {
                TablespaceKey clear = MasterKeys.of(keyring).open(sealed, "the redo log in " + folder);
                key = Optional.of(new LogKey(sealed, clear, new RedoEncryption(clear)));
            }
        } catch (MalformedMessageException none) {
            // Not encrypted, or not yet: the one of the file before is still good.
        }
    }

    /** The file that the next block is in; empty when there is none yet. */
    private Optional<Current> file() throws IOException {
        if (current.isPresent() && next < current.get().endLsn()) {
            return current;
        }
        Optional<Current> found = current.isPresent() ? open(current.get().number() + 1) : find();
        if (found.isPresent()) {
            current.ifPresent(Current::close);
            current = found;
            readKey();
        }
        return found;
    }

    private Optional<Current> find() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Matcher matcher = NAME.matcher(entry.getFileName().toString());
                if (matcher.matches()) {
                    Optional<Current> found = open(Long.parseLong(matcher.group(1)));
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        throw new DonorException(
                DonorException.READ,
                "the redo log in " + folder + " has no file with log sequence number " + next
                        + ": is it the server's own directory?");
    }

    /** A file by its number, if the next block is in it. */
    private Optional<Current> open(long number) throws IOException {
        Path path = folder.resolve("#ib_redo" + number);
        FileChannel channel;
        try {
            channel = FileWalk.open(path);
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
        boolean used = false;
        try {
            ByteBuffer header = ByteBuffer.allocate(RedoHeader.LENGTH);
            while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {}
            header.flip();
            OptionalLong startLsn =
                    header.limit() < RedoHeader.LENGTH ? OptionalLong.empty() : RedoHeader.startLsn(header, 0);
            if (startLsn.isEmpty()) {
                return Optional.empty();
            }
            Current found = new Current(channel, path, number, startLsn.getAsLong(), channel.size());
            used = found.startLsn() <= next && next < found.endLsn();
            if (!used) {
                return Optional.empty();
            }
            if (RedoHeader.format(header, 0).orElse(0) != RedoHeader.FORMAT) {
                throw new DonorException(
                        DonorException.READ, path + " has a format that is not that of MySQL 8.0.30 and later");
            }
            logUuid = header.getInt(4) == 0 ? 1 : header.getInt(4);
            return Optional.of(found);
        } finally {
            if (!used) {
                channel.close();
            }
        }
    }

    /** Whether the log up to {@code lsn} was written to its files. */
    boolean reaches(long lsn) throws DonorException {
        follow();
        try {
            return next >= lsn || end(lsn).isPresent();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DonorException failed(IOException e) {
        return e instanceof DonorException known
                ? known
                : new DonorException(DonorException.READ, "the redo log in " + folder + ": " + e.getMessage(), e);
    }

    /** The block that {@code lsn} is in, cut off there; empty when it was not written so far. */
    private Optional<ByteBuffer> end(long lsn) throws IOException {
        if (lsn == next + BLOCK_HEADER) {
            // The log ends with a full block, and nothing is in the next one, whether the server has written that or
            // not.
            return Optional.of(RedoWriter.emptyBlock(lsn));
        }
        Optional<Current> file = file();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        buffer.clear().limit(RedoBlock.LENGTH);
        long offset = RedoHeader.LENGTH + next - file.get().startLsn();
        while (buffer.hasRemaining() && file.get().channel().read(buffer, offset + buffer.position()) >= 0) {}
        buffer.flip();
        if (buffer.limit() < RedoBlock.LENGTH || !isWhole(RedoBlock.read(buffer, 0), 0, next)) {
            return Optional.empty();
        }
        ByteBuffer block = clear(0);
        if (RedoBlock.read(block, 0).dataLength() < lsn - next) {
            return Optional.empty();
        }
        RedoWriter.cut(block, lsn);
        return Optional.of(block);
    }

    /**
     * The log from the checkpoint to {@code lsn}, which it {@link #reaches}, as a clone has it: whatever was read behind it is
     * left out.
     */
    RedoLog cutAt(long lsn) throws DonorException {
        try {
            long last = lsn % RedoBlock.LENGTH == 0 ? lsn - RedoBlock.LENGTH : lsn - lsn % RedoBlock.LENGTH;
            ByteBuffer trailer = last < next ? fromSpool(last, lsn) : end(lsn).orElseThrow();
            ByteBuffer header = RedoWriter.cloneHeader(RedoHeader.LIVE_CREATOR, checkpoint, logUuid);
            if (key.isPresent()) {
                key.get().sealed().inClear(key.get().clear()).write(header, EncryptionInfo.OFFSET_IN_REDO_HEADER);
            }
            long trailerAt = RedoHeader.LENGTH + last - start;
            long size = Math.max(SMALLEST, Math.ceilDiv(trailerAt + RedoBlock.LENGTH, GRANULE) * GRANULE);
            return new RedoLog(
                    List.of(new RedoLog.File(
                            size,
                            last == start
                                    ? Optional.empty()
                                    : Optional.of(new RedoPart.Open(spool.redo(), RedoHeader.LENGTH, last - start)))),
                    new RedoPart.InMemory(0, Bytes.copyOf(header.clear())),
                    new RedoPart.InMemory(trailerAt, Bytes.copyOf(trailer.clear())),
                    key.isPresent());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The last block, when the log went on behind it. */
    private ByteBuffer fromSpool(long block, long lsn) throws IOException {
        buffer.clear().limit(RedoBlock.LENGTH);
        long at = RedoHeader.LENGTH + block - start;
        while (buffer.hasRemaining() && spool.redo().read(buffer, at + buffer.position()) >= 0) {}
        buffer.flip();
        ByteBuffer last = clear(0);
        if (lsn % RedoBlock.LENGTH != 0) {
            RedoWriter.cut(last, lsn);
        }
        return last;
    }

    /** Lets the server use its log anew. */
    @Override
    public void close() {
        current.ifPresent(Current::close);
        hold.close();
    }
}
