package io.mysqlclone.innodb;

import io.mysqlclone.engine.Bytes;
import java.nio.ByteBuffer;

/** The key and initialization vector of an encrypted tablespace or redo log, in clear. Never printed. */
public final class TablespaceKey {
    /** Bytes of key and initialization vector together; each is half of it. */
    public static final int LENGTH = 64;

    /** Nobody gets these, because they print themselves. */
    private final Bytes keyAndIv;

    private TablespaceKey(Bytes keyAndIv) {
        this.keyAndIv = keyAndIv;
    }

    /** Copies {@link #LENGTH} bytes: 32 of key, 32 of initialization vector. */
    public static TablespaceKey of(byte[] keyAndIv) {
        if (keyAndIv.length != LENGTH) {
            throw new IllegalArgumentException("a tablespace key has " + LENGTH + " bytes, not " + keyAndIv.length);
        }
        return new TablespaceKey(Bytes.of(keyAndIv));
    }

    /** A copy of key and initialization vector. */
    public byte[] toArray() {
        return keyAndIv.toArray();
    }

    /** Writes the key at the position of {@code target}. */
    public void putInto(ByteBuffer target) {
        keyAndIv.putInto(target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TablespaceKey that && keyAndIv.equals(that.keyAndIv);
    }

    @Override
    public int hashCode() {
        return keyAndIv.hashCode();
    }

    /** Says that there is a key, not which. */
    @Override
    public String toString() {
        return "TablespaceKey[hidden]";
    }
}
