package io.mysqlclone.mysql.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * The key pair under which clients send their password where there is no TLS. It is made when it is first needed, or
 * {@linkplain #prepare before}, and ends with the process.
 */
public final class ServerRsaKey {
    private static final int BITS = 2048;
    private static final int LINE = 64;

    private Optional<KeyPair> keys = Optional.empty();

    /** The public key as PEM, as the server's plugin sends it. */
    public byte[] publicKey() throws GeneralSecurityException {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        String body = encoder.encodeToString(keys().getPublic().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The password in a client's answer, with what ends it.
     *
     * @return empty when the answer is not one under this key
     */
    public Optional<byte[]> decrypt(byte[] answer, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, keys().getPrivate());
        try {
            return Optional.of(RsaExchange.xor(cipher.doFinal(answer), nonce));
        } catch (GeneralSecurityException notForUs) {
            return Optional.empty();
        }
    }

    /** Makes the key now, which takes longer than a client may wait on a busy machine. */
    public void prepare() {
        try {
            keys();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    /** Length of an answer under this key, in bytes. */
    public static int answerLength() {
        return BITS / 8;
    }

    private synchronized KeyPair keys() throws GeneralSecurityException {
        if (keys.isEmpty()) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            keys = Optional.of(generator.generateKeyPair());
        }
        return keys.orElseThrow();
    }
}
