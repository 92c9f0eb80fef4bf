package io.mysqlclone.mysql.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;

/** Whether a private key belongs to a certificate, which TLS only finds out when the first client comes. */
final class KeyPairs {
    private static final byte[] SAMPLE = {1, 2, 3};

    private KeyPairs() {}

    /** @throws GeneralSecurityException with a sentence that names both files, when the two do not fit */
    static void requirePair(X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile)
            throws GeneralSecurityException {
        if (!fit(certificate.getPublicKey(), key)) {
            throw new GeneralSecurityException(
                    "the key in " + keyFile + " is not that of the certificate in " + certificateFile);
        }
    }

    private static boolean fit(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(SAMPLE);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false;
        }
    }
}
