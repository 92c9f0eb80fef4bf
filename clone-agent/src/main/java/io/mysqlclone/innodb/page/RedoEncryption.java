package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;

/**
 * Opens blocks of an encrypted redo log, of which all but the header is encrypted, the checksum included (seen on 9.7: the
 * checksum fits).
 */
public final class RedoEncryption {
    private static final int HEADER = 12;
    private static final byte ENCRYPTED_BIT = (byte) 0x80;

    private final BodyCipher cipher;

    /** @param key of the log, in clear */
    public RedoEncryption(TablespaceKey key) {
        this.cipher = new BodyCipher(key);
    }

    /** Decrypts the block that begins at the absolute index {@code block}, in place, if it is encrypted. */
    public void open(ByteBuffer buffer, int block) {
        if (RedoBlock.read(buffer, block).encrypted()) {
            cipher.open(buffer, block + HEADER, RedoBlock.LENGTH - HEADER);
            buffer.put(block + 4, (byte) (buffer.get(block + 4) & ~ENCRYPTED_BIT));
        }
    }
}
