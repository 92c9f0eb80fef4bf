package io.mysqlclone.mysql.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * Private keys from their DER forms. The JDK reads PKCS#8 only, which is an envelope with the algorithm's name: the older
 * forms are put into one.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    /** {@code [0]}, constructed: the parameters in an ECPrivateKey (RFC 5915). */
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /** AlgorithmIdentifier rsaEncryption. */
    private static final byte[] RSA = {
        SEQUENCE, 13, OBJECT_IDENTIFIER, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
    };

    /** id-ecPublicKey, which the curve's name follows. */
    private static final byte[] EC = {OBJECT_IDENTIFIER, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private PrivateKeys() {}

    /** A key of any algorithm that TLS can sign with. */
    static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
                // Only the DER says which algorithm its key is for: the next one may fit.
            }
        }
        throw new GeneralSecurityException("it is damaged, or not of RSA, EC (P-256, P-384, P-521) or Ed25519");
    }

    /** An RSA key as PKCS#1 has it. */
    static PrivateKey pkcs1(byte[] der) throws GeneralSecurityException {
        return pkcs8(Der.element(SEQUENCE, VERSION_0, RSA, Der.element(OCTET_STRING, der)));
    }

    /** An EC key as SEC1 has it; it says its curve, which PKCS#8 wants outside. */
    static PrivateKey sec1(byte[] der) throws GeneralSecurityException {
        byte[] algorithm = Der.element(SEQUENCE, EC, curve(der));
        return pkcs8(Der.element(SEQUENCE, VERSION_0, algorithm, Der.element(OCTET_STRING, der)));
    }

    /** The curve's object identifier: ECPrivateKey is a sequence of version, key, {@code [0]} curve and {@code [1]} public key. */
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
        try {
            ByteBuffer fields = content(ByteBuffer.wrap(sec1), SEQUENCE);
            content(fields, INTEGER);
            content(fields, OCTET_STRING);
            ByteBuffer parameters = content(fields, PARAMETERS);
            ByteBuffer name = content(parameters.duplicate(), OBJECT_IDENTIFIER);
            byte[] identifier = new byte[name.remaining()];
            name.get(identifier);
            return Der.element(OBJECT_IDENTIFIER, identifier);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new GeneralSecurityException(
                    "it does not name its curve: make it anew with 'openssl ecparam -name prime256v1 -genkey'", e);
        }
    }

    /** Takes the next element from {@code der}, which must have this tag. */
    private static ByteBuffer content(ByteBuffer der, int tag) {
        if ((der.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("another element is expected");
        }
        int length = der.get() & 0xFF;
        if (length >= 0x80) {
            int bytes = length - 0x80;
            if (bytes < 1 || bytes > 2) {
                throw new IllegalArgumentException("no key is that long");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (der.get() & 0xFF);
            }
        }
        int end = der.position() + length;
        if (end > der.limit()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer content = der.slice(der.position(), length);
        der.position(end);
        return content;
    }
}
