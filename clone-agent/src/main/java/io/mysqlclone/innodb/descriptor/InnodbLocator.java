package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * InnoDB's name for a clone. Only the two ids identify it; they are a counter of the donor's process.
 *
 * @param cloneId 0 before the donor gave one; unsigned 64 bit
 * @param snapshotId 0 before the donor gave one; unsigned 64 bit
 * @param index position in the donor's table of clones, not negative
 * @param state state of the snapshot when the locator was built
 * @param subState 1 in {@code COM_REINIT} once all file metadata of FILE_COPY was received, else 0
 */
public record InnodbLocator(long cloneId, long snapshotId, int index, SnapshotState state, int subState) {
    /** What a recipient without a clone sends: only the descriptor version counts. */
    public static final InnodbLocator VERSION_LOCATOR = new InnodbLocator(0, 0, 0, SnapshotState.NONE, 0);

    /** Bytes of a locator without progress. */
    public static final int LENGTH = 34;

    /** A stock recipient pads the locator of {@code COM_INIT} with zeros to this many bytes. */
    static final int INIT_LENGTH = 128;

    public InnodbLocator {
        if (index < 0 || subState < 0 || subState > 0xFF) {
            throw new IllegalArgumentException(
                    "locator index " + index + " or sub-state " + subState + " out of range");
        }
    }

    /**
     * Decodes an entry of the donor's {@code COM_RES_LOCS}.
     *
     * @throws MalformedMessageException if the entry is not InnoDB's or not a locator of 34 bytes
     */
    public static InnodbLocator decode(EngineLocator entry) throws MalformedMessageException {
        if (entry.engineType() != EngineLocator.INNODB) {
            throw new MalformedMessageException(
                    "LOCATOR", "engine type", entry.engineType(), String.valueOf(EngineLocator.INNODB));
        }
        Descriptor descriptor = DescriptorDecoder.decode(entry.locator().buffer());
        if (descriptor instanceof LocatorDescriptor(var locator, var progress) && progress.isEmpty()) {
            return locator;
        }
        throw new MalformedMessageException(
                "LOCATOR", "type and length", descriptor.type() + ", " + descriptor.encodedLength(), "1, " + LENGTH);
    }

    /** The entry of {@code COM_INIT}, padded as a stock recipient does. */
    public static EngineLocator forInit() {
        ByteBuffer padded = ByteBuffer.allocate(INIT_LENGTH);
        new LocatorDescriptor(VERSION_LOCATOR, Optional.empty()).encode(padded);
        return new EngineLocator(EngineLocator.INNODB, Bytes.copyOf(padded.rewind()));
    }

    /** The entry of {@code COM_ATTACH} and {@code COM_ACK}: byte for byte what the donor sent. */
    public EngineLocator toEngineLocator() {
        return new LocatorDescriptor(this, Optional.empty()).toEngineLocator();
    }

    /**
     * The same clone as the recipient sees it, for {@code COM_REINIT}.
     *
     * @param metadataReceived whether all FILE descriptors of FILE_COPY have arrived
     */
    public InnodbLocator at(SnapshotState current, boolean metadataReceived) {
        return new InnodbLocator(cloneId, snapshotId, index, current, metadataReceived ? 1 : 0);
    }

    /** The locator of {@code COM_REINIT}. */
    public LocatorDescriptor withProgress(ChunkProgress progress) {
        return new LocatorDescriptor(this, Optional.of(progress));
    }
}
