package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test that issues certificates with elliptic-curve keys, as PEM files that mysqld and clients read. */
public final class CertificateAuthority {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    /** A certificate and its private key (PKCS #8, no passphrase). */
    public record Issued(Path certificate, Path key, BigInteger serial) {}

    private final Path directory;
    private final X500Name name;
    private final KeyPair keys;
    private final Path certificate;
    private long nextSerial = 2;

    private CertificateAuthority(Path directory, X500Name name, KeyPair keys, Path certificate) {
        this.directory = directory;
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Makes a new authority whose files, {@code NAME-ca.pem} and all it issues, go into an existing directory. */
    public static CertificateAuthority create(Path directory, String name) {
        X500Name subject = new X500Name("CN=" + name);
        KeyPair keys = newKeys();
        Path file = directory.resolve(name + "-ca.pem");
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject, BigInteger.ONE, daysFromNow(-2), daysFromNow(30), subject, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            writePem(file, builder.build(signer(keys.getPrivate())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return new CertificateAuthority(directory, subject, keys, file);
    }

    /** The authority's own certificate: what a peer is told to trust. */
    public Path certificate() {
        return certificate;
    }

    /**
     * A certificate valid now.
     *
     * @param file the start of the names of both files
     * @param commonName the subject's common name
     * @param alternatives host names and addresses for the subject alternative names; none means none at all
     */
    public Issued issue(String file, String commonName, String... alternatives) {
        return issue(file, commonName, daysFromNow(-1), daysFromNow(20), alternatives);
    }

    /** The same, but its time is over. */
    public Issued issueExpired(String file, String commonName, String... alternatives) {
        return issue(file, commonName, daysFromNow(-20), daysFromNow(-1), alternatives);
    }

    /** The same, but its time has not come. */
    public Issued issueFuture(String file, String commonName, String... alternatives) {
        return issue(file, commonName, daysFromNow(1), daysFromNow(20), alternatives);
    }

    /** A list of revoked certificates, signed by this authority. */
    public Path revoke(String file, Issued... revoked) {
        Path path = directory.resolve(file + ".crl.pem");
        X509v2CRLBuilder builder = new X509v2CRLBuilder(name, daysFromNow(-1));
        builder.setNextUpdate(daysFromNow(20));
        for (Issued one : revoked) {
            builder.addCRLEntry(one.serial(), daysFromNow(-1), CRLReason.keyCompromise);
        }
        try {
            writePem(path, builder.build(signer(keys.getPrivate())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
        return path;
    }

    private synchronized Issued issue(
            String file, String commonName, Date notBefore, Date notAfter, String... alternatives) {
        KeyPair subjectKeys = newKeys();
        BigInteger serial = BigInteger.valueOf(nextSerial++);
        Path certificateFile = directory.resolve(file + "-cert.pem");
        Path keyFile = directory.resolve(file + "-key.pem");
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, serial, notBefore, notAfter, new X500Name("CN=" + commonName), subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, generalNames(alternatives));
            }
            writePem(certificateFile, builder.build(signer(keys.getPrivate())));
            writePem(keyFile, new JcaPKCS8Generator(subjectKeys.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + certificateFile, e);
        }
        return new Issued(certificateFile, keyFile, serial);
    }

    private static GeneralNames generalNames(String... alternatives) {
        List<GeneralName> names = new ArrayList<>();
        for (String alternative : alternatives) {
            int kind = ADDRESS.matcher(alternative).matches() ? GeneralName.iPAddress : GeneralName.dNSName;
            names.add(new GeneralName(kind, alternative));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot sign with P-256", e);
        }
    }

    private static void writePem(Path file, Object content) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(content);
        }
    }

    private static Date daysFromNow(int days) {
        return Date.from(Instant.now().plus(Duration.ofDays(days)));
    }
}
