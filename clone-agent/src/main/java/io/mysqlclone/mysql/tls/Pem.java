package io.mysqlclone.mysql.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates, revocation lists and private keys from PEM files. What stands around and between the blocks does
 * not matter: comments, blanks, and the NUL byte that mysqld puts behind the certificates it makes. Failures name the
 * file and say what to do.
 */
final class Pem {
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** The second is what OpenSSL once wrote. */
    private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private record Block(Path file, String label, String body) {
        byte[] der() throws GeneralSecurityException {
            try {
                return Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("the file " + file + " is damaged PEM", e);
            }
        }

        boolean isKey() {
            return label.endsWith("PRIVATE KEY");
        }

        /** The old form of an encrypted key has header lines before its base64. */
        boolean isEncrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY") || body.contains("Proc-Type:");
        }
    }

    private Pem() {}

    /** All certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (CERTIFICATE.contains(block.label())) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("the file " + file + " holds no PEM certificate");
        }
        return certificates;
    }

    /** All revocation lists of a file; at least one. */
    static List<CRL> revocationLists(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<CRL> lists = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("X509 CRL")) {
                lists.add(factory.generateCRL(new ByteArrayInputStream(block.der())));
            }
        }
        if (lists.isEmpty()) {
            throw new GeneralSecurityException("the file " + file + " holds no PEM certificate revocation list");
        }
        return lists;
    }

    /** The private key of a file, not encrypted: PKCS#8, PKCS#1 for RSA, SEC1 for EC. */
    static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Block block = key(file);
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> PrivateKeys.pkcs8(block.der());
                case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(block.der());
                case "EC PRIVATE KEY" -> PrivateKeys.sec1(block.der());
                default ->
                    throw new GeneralSecurityException("it is in the form '" + block.label()
                            + "', which is not supported: convert it with 'openssl pkcs8 -topk8 -nocrypt'");
            };
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException("the private key in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Refuses a file without a private key, or with one that needs a passphrase, for a program that reads it itself. */
    static void requirePrivateKey(Path file) throws IOException, GeneralSecurityException {
        var _ = key(file);
    }

    private static Block key(Path file) throws IOException, GeneralSecurityException {
        for (Block block : blocks(file)) {
            if (block.isKey()) {
                if (block.isEncrypted()) {
                    throw new GeneralSecurityException(
                            "the private key in " + file
                                    + " is encrypted, and nobody is there to give its passphrase: decrypt it with 'openssl pkey'");
                }
                return block;
            }
        }
        throw new GeneralSecurityException("the file " + file + " holds no PEM private key");
    }

    private static List<Block> blocks(Path file) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(file, matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }
}
