package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens pages of an encrypted tablespace: AES-256 in CBC over what follows the page header, each page from the same
 * initialization vector. What is too short for a block at the end is encrypted once more, together with the block before.
 */
public final class PageEncryption {
    private static final int BLOCK = 16;
    private static final int KEY_LENGTH = 32;
    private static final int ORIGINAL_TYPE = 28;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final IvParameterSpec start;

    /** @param key of the tablespace, in clear */
    public PageEncryption(TablespaceKey key) {
        byte[] bytes = key.toArray();
        this.key = new SecretKeySpec(bytes, 0, KEY_LENGTH, "AES");
        this.start = new IvParameterSpec(bytes, KEY_LENGTH, BLOCK);
        try {
            this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-256", e);
        }
    }

    /**
     * Decrypts a page in place, if it is encrypted and not compressed besides.
     *
     * @param page exactly one page
     */
    public void open(ByteBuffer page) {
        if (PageHeader.type(page, 0) != PageHeader.TYPE_ENCRYPTED) {
            return;
        }
        int length = page.limit() - PageHeader.LENGTH;
        byte[] body = new byte[length];
        page.get(PageHeader.LENGTH, body);
        int rest = length % BLOCK;
        if (rest != 0) {
            byte[] last = decrypt(Arrays.copyOfRange(body, length - 2 * BLOCK, length));
            System.arraycopy(last, 0, body, length - 2 * BLOCK, last.length);
        }
        byte[] main = decrypt(Arrays.copyOf(body, length - rest));
        page.put(PageHeader.LENGTH, main);
        page.put(PageHeader.LENGTH + main.length, body, main.length, rest);
        page.putShort(PageHeader.TYPE, page.getShort(ORIGINAL_TYPE));
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
