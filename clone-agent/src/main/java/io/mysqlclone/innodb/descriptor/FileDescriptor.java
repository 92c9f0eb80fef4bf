package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file of the donor, or what DDL did to it.
 *
 * @param state the state the descriptor belongs to: the current one, or the next one for DDL sent at the end of a stage
 * @param fileSize length in bytes; of redo the length every redo file has in the end
 * @param allocatedSize bytes on the donor's disk, less for a file with holes; 0 for redo
 * @param fspFlags flags of the tablespace
 * @param fsBlockSize block size of the donor's file system; 0 for redo and the buffer pool dump
 * @param flags compression, encryption and DDL
 * @param spaceId tablespace id, unsigned 32 bit; see {@link SpaceIds}
 * @param fileIndex position in the list of data files, or of redo files, from 0
 * @param firstChunk first chunk of the file, from 1
 * @param lastChunk last chunk of the file; 0 in the notice of a drop during the stage
 * @param name name on the donor without its terminator; absent for redo
 * @param key present if and only if {@link FileFlags#hasKey}
 */
public record FileDescriptor(
        SnapshotState state,
        long fileSize,
        long allocatedSize,
        FspFlags fspFlags,
        int fsBlockSize,
        FileFlags flags,
        long spaceId,
        int fileIndex,
        int firstChunk,
        int lastChunk,
        Optional<String> name,
        Optional<TablespaceKey> key)
        implements Descriptor {
    /** Longest name in bytes, terminator included. */
    public static final int MAX_NAME_LENGTH = 4096;

    /** Largest file system block size believed, in bytes. */
    static final int MAX_FS_BLOCK_SIZE = 1 << 30;

    static final int TYPE = 4;
    static final int FIXED_LENGTH = 62;

    public FileDescriptor {
        if (flags.hasKey() != key.isPresent()) {
            throw new IllegalArgumentException("a FILE descriptor has a key if and only if its flags say so");
        }
    }

    /** Whether this is a redo file. */
    public boolean isRedo() {
        return spaceId == SpaceIds.REDO;
    }

    /** The notice that the file was dropped while {@code chunk} of it was to be sent. */
    public FileDescriptor droppedAt(int chunk) {
        return new FileDescriptor(
                state,
                fileSize,
                allocatedSize,
                fspFlags,
                fsBlockSize,
                new FileFlags(flags.bits() | FileFlags.DELETED),
                spaceId,
                fileIndex,
                chunk,
                0,
                name,
                Optional.empty());
    }

    /** The same without its key, for places where no key may be kept. */
    public FileDescriptor withoutKey() {
        return new FileDescriptor(
                state,
                fileSize,
                allocatedSize,
                fspFlags,
                fsBlockSize,
                flags.withoutKey(),
                spaceId,
                fileIndex,
                firstChunk,
                lastChunk,
                name,
                Optional.empty());
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int encodedLength() {
        return FIXED_LENGTH + nameLength() + (key.isPresent() ? TablespaceKey.LENGTH : 0);
    }

    @Override
    public void encodeBody(ByteBuffer target) {
        target.putInt(state.code()).putLong(fileSize).putLong(allocatedSize);
        target.putInt(fspFlags.raw()).putInt(fsBlockSize).putShort((short) flags.bits());
        target.putInt((int) spaceId).putInt(fileIndex).putInt(firstChunk).putInt(lastChunk);
        target.putInt(nameLength());
        name.ifPresent(text -> target.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0));
        key.ifPresent(secret -> secret.putInto(target));
    }

    private int nameLength() {
        return name.map(text -> text.getBytes(StandardCharsets.UTF_8).length + 1)
                .orElse(0);
    }
}
