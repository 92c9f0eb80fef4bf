package io.mysqlclone.mysql.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/** The password under the server's RSA public key, for connections without TLS. */
final class RsaExchange {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private RsaExchange() {}

    /**
     * The password under the key that the user gave; empty when the server is to be asked for one.
     *
     * @throws GeneralSecurityException when neither is allowed, or what is known is no key
     */
    static Optional<byte[]> encryptedAtOnce(AuthenticationContext context) throws GeneralSecurityException {
        return switch (context.publicKey()) {
            case PublicKeySource.Nobody() ->
                throw new UnprotectedPasswordException(
                        "the server wants the password over a connection without TLS, encrypted with a key that anybody"
                                + " on the way could have sent",
                        "use TLS (--tls-mode), or give the server's public key with --server-public-key-path, or take"
                                + " whatever key comes with --get-server-public-key");
            case PublicKeySource.Server() -> Optional.empty();
            case PublicKeySource.Given(String pem) ->
                Optional.of(encrypt(context, pem.getBytes(StandardCharsets.ISO_8859_1)));
        };
    }

    /** The password, mixed with the nonce so that a recording cannot be replayed, under the key in {@code pem}. */
    static byte[] encrypt(AuthenticationContext context, byte[] pem) throws GeneralSecurityException {
        byte[] mixed = xor(context.terminatedPassword(), context.nonce());
        // OAEP with SHA-1 is what the server's plugins use.
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, publicKey(pem));
        return cipher.doFinal(mixed);
    }

    /** {@code data} xor {@code mask}, the mask repeated as often as needed. */
    static byte[] xor(byte[] data, byte[] mask) {
        byte[] result = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            result[i] = (byte) (data[i] ^ mask[i % mask.length]);
        }
        return result;
    }

    private static PublicKey publicKey(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException(
                    "there is no RSA public key in what the server sent or the file holds: use"
                            + " TLS, or look at the server's caching_sha2_password_public_key_path");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (IllegalArgumentException | InvalidKeySpecException e) {
            throw new GeneralSecurityException("the RSA public key is damaged", e);
        }
    }
}
