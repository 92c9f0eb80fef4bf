package io.mysqlclone.recipient;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Looks for encryption keys that lie in clear where they must not. Knows the keys from the places where they lie sealed, by
 * the definition of InnoDB's format and not by the code under test.
 */
final class ClearKeys {
    private static final byte[] MAGIC = "lCC".getBytes(StandardCharsets.US_ASCII);
    private static final int MASTER_KEY_ID_AT = 3;
    private static final int KEY_AT = 43;
    private static final int KEY_LENGTH = 32;
    private static final int SEALED_LENGTH = 64;
    private static final int INFORMATION_LENGTH = 111;
    private static final int LONGEST_FIRST_PAGE = 65536;

    private ClearKeys() {}

    /**
     * A key and the name of the file whose head holds it sealed.
     *
     * @param bytes one character a byte, so that the JDK's search for text finds it
     */
    record Key(String file, String bytes) {}

    /** The keys that are sealed with InnoDB's bootstrap master key in the first page of any file below {@code root}. */
    static List<Key> of(Path root) throws IOException, GeneralSecurityException {
        List<Key> keys = new ArrayList<>();
        for (Path file : files(root)) {
            byte[] head;
            try (var in = Files.newInputStream(file)) {
                head = in.readNBytes(LONGEST_FIRST_PAGE);
            }
            for (int at = 0; at + INFORMATION_LENGTH <= head.length; at++) {
                if (startsWith(head, at, MAGIC) && ByteBuffer.wrap(head).getInt(at + MASTER_KEY_ID_AT) == 0) {
                    byte[] clear = unseal(Arrays.copyOfRange(head, at + KEY_AT, at + KEY_AT + SEALED_LENGTH));
                    CRC32C checksum = new CRC32C();
                    checksum.update(clear);
                    if ((int) checksum.getValue() == ByteBuffer.wrap(head).getInt(at + KEY_AT + SEALED_LENGTH)) {
                        keys.add(new Key(
                                file.getFileName().toString(),
                                new String(clear, 0, KEY_LENGTH, StandardCharsets.ISO_8859_1)));
                    }
                }
            }
        }
        return keys;
    }

    /** The files below {@code root} that hold any of these keys in clear. */
    static List<Path> filesWith(List<Key> keys, Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : files(root)) {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (keys.stream().anyMatch(key -> content.contains(key.bytes()))) {
                found.add(root.relativize(file));
            }
        }
        return found;
    }

    /** Copies files as they are now, for example of a clone under way. */
    static void copyTree(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @SuppressWarnings("InsecureCryptoUsage") // InnoDB's format.
    private static byte[] unseal(byte[] sealed) throws GeneralSecurityException {
        byte[] bootstrapKey = Arrays.copyOf("DefaultMasterKey".getBytes(StandardCharsets.US_ASCII), KEY_LENGTH);
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(bootstrapKey, "AES"));
        return cipher.doFinal(sealed);
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
        return Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }
}
