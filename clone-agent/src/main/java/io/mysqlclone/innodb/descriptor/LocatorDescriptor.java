package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.EngineLocator;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A locator with or without the progress that {@code COM_REINIT} adds.
 *
 * @param locator the clone
 * @param progress what the recipient has of the current state
 */
public record LocatorDescriptor(InnodbLocator locator, Optional<ChunkProgress> progress) implements Descriptor {
    static final int TYPE = 1;

    /** The entry of the locator list of {@code COM_ATTACH}, {@code COM_REINIT} and {@code COM_ACK}. */
    public EngineLocator toEngineLocator() {
        return new EngineLocator(EngineLocator.INNODB, encode());
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int encodedLength() {
        return InnodbLocator.LENGTH + progress.map(ChunkProgress::encodedLength).orElse(0);
    }

    @Override
    public void encodeBody(ByteBuffer target) {
        target.putLong(locator.cloneId()).putLong(locator.snapshotId()).putInt(locator.index());
        target.put((byte) locator.state().code()).put((byte) locator.subState());
        progress.ifPresent(chunks -> chunks.encode(target));
    }
}
