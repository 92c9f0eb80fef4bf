package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What InnoDB encrypts behind the header of a page, or of a block of the redo log: AES-256 in CBC, each body from the same
 * initialization vector. What is too short for a block of the cipher at the end is encrypted once more, together with the block
 * before.
 */
final class BodyCipher {
    private static final int BLOCK = 16;
    private static final int KEY_LENGTH = 32;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final IvParameterSpec start;

    /** @param key in clear */
    BodyCipher(TablespaceKey key) {
        byte[] bytes = key.toArray();
        this.key = new SecretKeySpec(bytes, 0, KEY_LENGTH, "AES");
        this.start = new IvParameterSpec(bytes, KEY_LENGTH, BLOCK);
        try {
            this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-256", e);
        }
    }

    /** Decrypts {@code length} bytes from the absolute index {@code from} on, in place. */
    void open(ByteBuffer buffer, int from, int length) {
        byte[] body = new byte[length];
        buffer.get(from, body);
        int rest = length % BLOCK;
        if (rest != 0) {
            byte[] last = decrypt(Arrays.copyOfRange(body, length - 2 * BLOCK, length));
            System.arraycopy(last, 0, body, length - 2 * BLOCK, last.length);
        }
        byte[] main = decrypt(Arrays.copyOf(body, length - rest));
        buffer.put(from, main);
        buffer.put(from + main.length, body, main.length, rest);
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
