package io.mysqlclone.mysql.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A certificate that is made for one run of a server, and its key, which is in memory only. Who is to trust it compares its
 * fingerprint. The JDK verifies X.509 certificates and has no API to make one, so the few fields are written here (RFC
 * 5280, 4.1).
 */
record SelfSigned(X509Certificate certificate, PrivateKey key) {
    private static final String CURVE = "secp256r1";
    /** Clocks of two hosts may differ. */
    private static final Duration EARLIER = Duration.ofDays(1);

    private static final Duration VALIDITY = Duration.ofDays(3650);
    private static final int SERIAL_BYTES = 16;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** AlgorithmIdentifier ecdsa-with-SHA256. */
    private static final byte[] ECDSA_WITH_SHA256 =
            Der.element(Der.SEQUENCE, Der.objectIdentifier(0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2));

    private static final byte[] COMMON_NAME = Der.objectIdentifier(0x55, 4, 3);
    private static final byte[] VERSION_3 = Der.element(Der.EXPLICIT_0, Der.element(Der.INTEGER, new byte[] {2}));

    /** A new key pair and its certificate, valid from {@code now} on for ten years. */
    static SelfSigned create(String commonName, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        KeyPair keys = generator.generateKeyPair();
        byte[] content = content(commonName, now, keys);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] der = Der.element(Der.SEQUENCE, content, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return new SelfSigned(certificate, keys.getPrivate());
    }

    /** TBSCertificate. */
    private static byte[] content(String commonName, Instant now, KeyPair keys) {
        byte[] serial = new byte[SERIAL_BYTES];
        new SecureRandom().nextBytes(serial);
        // A positive number without leading zeros.
        serial[0] = (byte) ((serial[0] & 0x3F) | 0x40);
        byte[] name = Der.element(
                Der.SEQUENCE,
                Der.element(
                        Der.SET,
                        Der.element(
                                Der.SEQUENCE, COMMON_NAME, Der.element(Der.UTF8_STRING, commonName.getBytes(UTF_8)))));
        byte[] validity = Der.element(Der.SEQUENCE, time(now.minus(EARLIER)), time(now.plus(VALIDITY)));
        return Der.element(
                Der.SEQUENCE,
                VERSION_3,
                Der.element(Der.INTEGER, serial),
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                keys.getPublic().getEncoded());
    }

    /** Years before 2050 are to be in the short form (RFC 5280, 4.1.2.5). */
    private static byte[] time(Instant moment) {
        String text = TIME.format(moment);
        return text.compareTo("2050") < 0
                ? Der.element(Der.UTC_TIME, text.substring(2).getBytes(UTF_8))
                : Der.element(Der.GENERALIZED_TIME, text.getBytes(UTF_8));
    }
}
