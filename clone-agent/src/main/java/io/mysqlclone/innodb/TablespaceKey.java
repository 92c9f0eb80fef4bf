package io.mysqlclone.innodb;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** The key and initialization vector of an encrypted tablespace or redo log, in clear. Never printed. */
public final class TablespaceKey {
    /** Bytes of key and initialization vector together; each is half of it. */
    public static final int LENGTH = 64;

    private final byte[] keyAndIv;

    private TablespaceKey(byte[] keyAndIv) {
        this.keyAndIv = keyAndIv;
    }

    /** Copies {@link #LENGTH} bytes: 32 of key, 32 of initialization vector. */
    public static TablespaceKey of(byte[] keyAndIv) {
        if (keyAndIv.length != LENGTH) {
            throw new IllegalArgumentException("a tablespace key has " + LENGTH + " bytes, not " + keyAndIv.length);
        }
        return new TablespaceKey(keyAndIv.clone());
    }

    /** A copy of key and initialization vector. */
    public byte[] toArray() {
        return keyAndIv.clone();
    }

    /** Writes the key at the position of {@code target}. */
    public void putInto(ByteBuffer target) {
        target.put(keyAndIv);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TablespaceKey that && MessageDigest.isEqual(keyAndIv, that.keyAndIv);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyAndIv);
    }

    /** Says that there is a key, not which. */
    @Override
    public String toString() {
        return "TablespaceKey[hidden]";
    }
}
