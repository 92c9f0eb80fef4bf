package io.mysqlclone.mysql.accept;

import java.security.SecureRandom;

/** Makes the random bytes that one login is tied to. */
final class Nonces {
    static final int LENGTH = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Nonces() {}

    /** Printable ones, because clients take a zero byte for their end. */
    static byte[] next() {
        byte[] nonce = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            nonce[i] = (byte) RANDOM.nextInt('!', 0x7F);
        }
        return nonce;
    }
}
