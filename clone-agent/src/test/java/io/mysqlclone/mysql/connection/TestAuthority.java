package io.mysqlclone.mysql.connection;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority whose certificates, keys and revocation lists are PEM files. */
final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Path directory;
    private final X500Name name;
    private final KeyPair keys;
    private final Path certificate;

    /** A certificate and its key in the two PEM forms. */
    record Issued(Path certificate, Path pkcs8Key, Path pkcs1Key, BigInteger serial) {}

    TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = new X500Name("CN=" + name);
        this.keys = newKeys();
        X509CertificateHolder self = sign(this.name, keys, true, Instant.now().plus(Duration.ofDays(1)), new String[0]);
        this.certificate = write(name + ".pem", self);
    }

    Path certificate() {
        return certificate;
    }

    /**
     * A certificate for a server or a client.
     *
     * @param names subject alternative names such as {@code DNS:db.example} or {@code IP:127.0.0.1}
     */
    Issued issue(String commonName, Instant notAfter, String... names) {
        KeyPair pair = newKeys();
        X509CertificateHolder issued = sign(new X500Name("CN=" + commonName), pair, false, notAfter, names);
        String file = "cert" + issued.getSerialNumber();
        try {
            return new Issued(
                    write(file + ".pem", issued),
                    write(file + "-pkcs8.pem", new JcaPKCS8Generator(pair.getPrivate(), null)),
                    write(file + "-pkcs1.pem", pair.getPrivate()),
                    issued.getSerialNumber());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Issued issue(String commonName, String... names) {
        return issue(commonName, Instant.now().plus(Duration.ofDays(1)), names);
    }

    /** A revocation list with these certificates on it. */
    Path revoke(Issued... revoked) {
        X509v2CRLBuilder list =
                new X509v2CRLBuilder(name, Date.from(Instant.now().minusSeconds(3600)));
        list.setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(1))));
        for (Issued one : revoked) {
            list.addCRLEntry(one.serial(), Date.from(Instant.now().minusSeconds(3600)), CRLReason.keyCompromise);
        }
        return write("crl" + SERIAL.incrementAndGet() + ".pem", list.build(signer()));
    }

    private X509CertificateHolder sign(
            X500Name subject, KeyPair pair, boolean authority, Instant notAfter, String[] names) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(Instant.now().minus(Duration.ofDays(10))),
                    Date.from(notAfter),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                GeneralName[] general = new GeneralName[names.length];
                for (int i = 0; i < names.length; i++) {
                    boolean dns = names[i].startsWith("DNS:");
                    general[i] = new GeneralName(
                            dns ? GeneralName.dNSName : GeneralName.iPAddress, names[i].substring(dns ? 4 : 3));
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general));
            }
            return builder.build(signer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ContentSigner signer() {
        try {
            return new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String file, Object object) {
        Path path = directory.resolve(file);
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.writeString(path, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
