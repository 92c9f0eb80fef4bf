package io.mysqlclone.mysql.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.HexFormat;

/** The SHA-256 of a certificate, by which somebody who was told it knows the certificate again. */
final class Fingerprint {
    private Fingerprint() {}

    /** 64 lower-case hexadecimal digits. */
    static String of(Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }
}
