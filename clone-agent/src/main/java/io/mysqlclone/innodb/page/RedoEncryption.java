package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens blocks of an encrypted redo log: AES-256 in CBC over what follows the block's header, its checksum included, each
 * block from the same initialization vector. What is too short for a block of the cipher at the end is encrypted once more,
 * together with the block before (seen on 9.7: the checksum fits).
 */
public final class RedoEncryption {
    private static final int HEADER = 12;
    private static final int CIPHER_BLOCK = 16;
    private static final int KEY_LENGTH = 32;
    private static final int BODY = RedoBlock.LENGTH - HEADER;
    private static final int REST = BODY % CIPHER_BLOCK;
    private static final byte ENCRYPTED_BIT = (byte) 0x80;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final IvParameterSpec start;

    /** @param key of the log, in clear */
    public RedoEncryption(TablespaceKey key) {
        byte[] bytes = key.toArray();
        this.key = new SecretKeySpec(bytes, 0, KEY_LENGTH, "AES");
        this.start = new IvParameterSpec(bytes, KEY_LENGTH, CIPHER_BLOCK);
        try {
            this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-256", e);
        }
    }

    /** Decrypts the block that begins at the absolute index {@code block}, in place, if it is encrypted. */
    public void open(ByteBuffer buffer, int block) {
        if (!RedoBlock.read(buffer, block).encrypted()) {
            return;
        }
        byte[] body = new byte[BODY];
        buffer.get(block + HEADER, body);
        byte[] last = decrypt(Arrays.copyOfRange(body, BODY - 2 * CIPHER_BLOCK, BODY));
        System.arraycopy(last, 0, body, BODY - 2 * CIPHER_BLOCK, last.length);
        byte[] main = decrypt(Arrays.copyOf(body, BODY - REST));
        buffer.put(block + HEADER, main);
        buffer.put(block + HEADER + main.length, body, main.length, REST);
        buffer.put(block + 4, (byte) (buffer.get(block + 4) & ~ENCRYPTED_BIT));
    }

    private byte[] decrypt(byte[] blocks) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, start);
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of " + blocks.length + " bytes failed", e);
        }
    }
}
