package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;

/** Opens pages of an encrypted tablespace, of which all but the header is encrypted. */
public final class PageEncryption {
    private static final int ORIGINAL_TYPE = 28;

    private final BodyCipher cipher;

    /** @param key of the tablespace, in clear */
    public PageEncryption(TablespaceKey key) {
        this.cipher = new BodyCipher(key);
    }

    /**
     * Decrypts a page in place, if it is encrypted and not compressed besides.
     *
     * @param page exactly one page
     */
    public void open(ByteBuffer page) {
        if (PageHeader.type(page, 0) == PageHeader.TYPE_ENCRYPTED) {
            cipher.open(page, PageHeader.LENGTH, page.limit() - PageHeader.LENGTH);
            page.putShort(PageHeader.TYPE, page.getShort(ORIGINAL_TYPE));
        }
    }
}
