package io.mysqlclone.innodb.page;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The block in which InnoDB keeps the key of a tablespace, in its first page, or of the redo log, in the header of its
 * first file.
 *
 * <p>A donor sends it with the key in clear. What goes to disk is sealed with InnoDB's bootstrap master key, which is
 * public: until mysqld starts with its keyring and seals the key anew, the file is as good as not encrypted.
 *
 * @param masterKeyId number of the master key, unsigned 32 bit; 0 stands for the bootstrap master key, or none
 * @param serverUuid the 36 bytes that name the server of the master key; zeros are allowed
 * @param key key and initialization vector as stored, in clear or sealed
 * @param checksum CRC-32C of key and initialization vector in clear
 */
public record EncryptionInfo(long masterKeyId, Bytes serverUuid, TablespaceKey key, int checksum) {
    /** Length of the block in bytes. */
    public static final int LENGTH = 111;

    /** Where the block is in the header of the first redo file. */
    public static final int OFFSET_IN_REDO_HEADER = 2 * RedoBlock.LENGTH + 48;

    private static final byte[] MAGIC = "lCC".getBytes(StandardCharsets.US_ASCII);
    private static final int UUID_LENGTH = 36;
    private static final int KEY_ID_AT = 3;
    private static final int UUID_AT = 7;
    private static final int KEY_AT = UUID_AT + UUID_LENGTH;
    private static final int CHECKSUM_AT = KEY_AT + TablespaceKey.LENGTH;

    /** Fixed by InnoDB for times without a keyring: this text and 16 zeros. */
    private static final byte[] BOOTSTRAP_MASTER_KEY =
            Arrays.copyOf("DefaultMasterKey".getBytes(StandardCharsets.US_ASCII), 32);

    private static final int PAGE_0_FIELDS = 150;
    private static final int EXTENT_DESCRIPTOR_FIELDS = 24;

    public EncryptionInfo {
        if (serverUuid.length() != UUID_LENGTH) {
            throw new IllegalArgumentException("server UUID has " + serverUuid.length() + " bytes");
        }
    }

    /** The block to store for a key in clear. */
    public static EncryptionInfo sealing(TablespaceKey clear) {
        return new EncryptionInfo(
                0,
                Bytes.of(new byte[UUID_LENGTH]),
                crypt(Cipher.ENCRYPT_MODE, BOOTSTRAP_MASTER_KEY, clear),
                checksumOf(clear));
    }

    /** Where the block is in the first page of a tablespace: behind the descriptors of the extents. */
    public static int offsetInFirstPage(FspFlags flags) {
        int pagesPerExtent = pagesPerExtent(flags);
        return PAGE_0_FIELDS
                + (EXTENT_DESCRIPTOR_FIELDS + pagesPerExtent / 4) * (flags.physicalPageSize() / pagesPerExtent);
    }

    /** Pages in an extent: 1 MiB of them, and 64 of those above 16 KiB. Counted with the server's page size. */
    public static int pagesPerExtent(FspFlags flags) {
        return Math.max(64, (1 << 20) / flags.logicalPageSize());
    }

    /**
     * Reads the block at the absolute index {@code offset}.
     *
     * @throws MalformedMessageException if there is none
     */
    public static EncryptionInfo read(ByteBuffer buffer, int offset) throws MalformedMessageException {
        if (offset < 0 || offset > buffer.limit() - LENGTH) {
            throw malformed("offset", offset, "0 to " + (buffer.limit() - LENGTH));
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (buffer.get(offset + i) != MAGIC[i]) {
                throw malformed("magic byte " + i, buffer.get(offset + i) & 0xFF, String.valueOf(MAGIC[i]));
            }
        }
        byte[] key = new byte[TablespaceKey.LENGTH];
        buffer.get(offset + KEY_AT, key);
        return new EncryptionInfo(
                Integer.toUnsignedLong(PageHeader.intAt(buffer, offset + KEY_ID_AT)),
                Bytes.copyOf(buffer.slice(offset + UUID_AT, UUID_LENGTH)),
                TablespaceKey.of(key),
                PageHeader.intAt(buffer, offset + CHECKSUM_AT));
    }

    /** Whether the key is in clear: no master key is named, and the checksum fits the key as it is. */
    public boolean isClear() {
        return masterKeyId == 0 && checksum == checksumOf(key);
    }

    /**
     * The block to store: the same key, sealed with the bootstrap master key.
     *
     * @throws MalformedMessageException if the key is not in clear
     */
    public EncryptionInfo sealed() throws MalformedMessageException {
        if (!isClear()) {
            throw malformed("key", "sealed with master key " + masterKeyId, "a key in clear");
        }
        return new EncryptionInfo(0, serverUuid, crypt(Cipher.ENCRYPT_MODE, BOOTSTRAP_MASTER_KEY, key), checksum);
    }

    /** The key in clear of a block that is sealed with the bootstrap master key. */
    TablespaceKey unsealed() {
        return crypt(Cipher.DECRYPT_MODE, BOOTSTRAP_MASTER_KEY, key);
    }

    /**
     * The key in clear.
     *
     * @param masterKey 32 bytes
     * @return empty when the key was not sealed with that master key
     */
    public Optional<TablespaceKey> opened(byte[] masterKey) {
        TablespaceKey clear = crypt(Cipher.DECRYPT_MODE, masterKey, key);
        return checksumOf(clear) == checksum ? Optional.of(clear) : Optional.empty();
    }

    /** A copy of the master key that InnoDB uses without a keyring: number 0. */
    public static byte[] bootstrapMasterKey() {
        return BOOTSTRAP_MASTER_KEY.clone();
    }

    /** The block as a donor sends it: {@code clear} is the key, and no master key is named. */
    public EncryptionInfo inClear(TablespaceKey clear) {
        return new EncryptionInfo(0, serverUuid, clear, checksum);
    }

    /** Writes the block at the absolute index {@code offset}. */
    public void write(ByteBuffer buffer, int offset) {
        buffer.put(offset, MAGIC);
        PageHeader.putIntAt(buffer, offset + KEY_ID_AT, (int) masterKeyId);
        buffer.put(offset + UUID_AT, serverUuid.toArray());
        buffer.put(offset + KEY_AT, key.toArray());
        PageHeader.putIntAt(buffer, offset + CHECKSUM_AT, checksum);
    }

    /**
     * Seals the key in the first page of a tablespace, which begins at the absolute index {@code page}, and renews the
     * checksum of the page.
     *
     * @throws MalformedMessageException if the page holds no key in clear
     */
    public static void sealFirstPage(ByteBuffer buffer, int page, FspFlags flags) throws MalformedMessageException {
        int offset = page + offsetInFirstPage(flags);
        read(buffer, offset).sealed().write(buffer, offset);
        new PageChecksum(flags).stamp(buffer, page);
    }

    /** Whether the header of a redo file, which begins at the absolute index {@code header}, holds a key in clear. */
    public static boolean isClearInRedoHeader(ByteBuffer buffer, int header) throws MalformedMessageException {
        int offset = header + OFFSET_IN_REDO_HEADER;
        return buffer.limit() - offset >= LENGTH
                && buffer.slice(offset, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                && read(buffer, offset).isClear();
    }

    /**
     * Seals the key in the header of a redo file, which begins at the absolute index {@code header}. That block
     * of the header has no checksum.
     *
     * @throws MalformedMessageException if the header holds no key in clear
     */
    public static void sealRedoHeader(ByteBuffer buffer, int header) throws MalformedMessageException {
        int offset = header + OFFSET_IN_REDO_HEADER;
        read(buffer, offset).sealed().write(buffer, offset);
    }

    // ECB is InnoDB's file format: the sealed bytes are two random keys of whole blocks.
    @SuppressWarnings("InsecureCryptoUsage")
    private static TablespaceKey crypt(int mode, byte[] masterKey, TablespaceKey key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(masterKey, "AES"));
            return TablespaceKey.of(cipher.doFinal(key.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-256", e);
        }
    }

    private static int checksumOf(TablespaceKey key) {
        CRC32C crc = new CRC32C();
        crc.update(key.toArray());
        return (int) crc.getValue();
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("encryption information", field, value, allowed);
    }
}
