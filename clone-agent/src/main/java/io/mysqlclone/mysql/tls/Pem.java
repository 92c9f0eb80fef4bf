package io.mysqlclone.mysql.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates, revocation lists and private keys from PEM files. Failures name the file and say what to do. */
final class Pem {
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /** Version 0 and AlgorithmIdentifier rsaEncryption: what PKCS#8 puts before a PKCS#1 key. */
    private static final byte[] PKCS8_RSA_PREFIX = {
        2, 1, 0, 0x30, 13, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
    };

    private record Block(Path file, String label, String base64) {
        byte[] der() throws GeneralSecurityException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("the file " + file + " is damaged PEM", e);
            }
        }
    }

    private Pem() {}

    /** All certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE")) {
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

    /** The private key of a file: PKCS#8, or PKCS#1 for RSA; not encrypted. */
    static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        for (Block block : blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return pkcs8(file, block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(file, wrapPkcs1(block.der()));
                }
                case "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
                    throw new GeneralSecurityException("the private key in " + file + " is "
                            + (block.label().startsWith("EC ") ? "in SEC1 form" : "encrypted")
                            + ": convert it with 'openssl pkcs8 -topk8 -nocrypt'");
                default -> {}
            }
        }
        throw new GeneralSecurityException(
                "the file " + file + " holds no unencrypted PEM private key (PKCS#8, or PKCS#1 for RSA)");
    }

    private static PrivateKey pkcs8(Path file, byte[] der) throws GeneralSecurityException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
                // The file does not say which algorithm its key is for: the next one may fit.
            }
        }
        throw new GeneralSecurityException("the private key in " + file + " is damaged or of an unknown kind");
    }

    private static byte[] wrapPkcs1(byte[] pkcs1) {
        byte[] octets = der(0x04, pkcs1);
        byte[] body = new byte[PKCS8_RSA_PREFIX.length + octets.length];
        System.arraycopy(PKCS8_RSA_PREFIX, 0, body, 0, PKCS8_RSA_PREFIX.length);
        System.arraycopy(octets, 0, body, PKCS8_RSA_PREFIX.length, octets.length);
        return der(0x30, body);
    }

    /** A DER element whose content is at most 64 KiB, with the shortest length form that X.690 8.1.3 asks for. */
    private static byte[] der(int tag, byte[] content) {
        int length = content.length;
        int lengthBytes = length < 0x80 ? 1 : length < 0x100 ? 2 : 3;
        byte[] element = new byte[1 + lengthBytes + length];
        element[0] = (byte) tag;
        element[1] = (byte) (lengthBytes == 1 ? length : 0x80 | (lengthBytes - 1));
        for (int i = 1; i < lengthBytes; i++) {
            element[1 + i] = (byte) (length >>> (8 * (lengthBytes - 1 - i)));
        }
        System.arraycopy(content, 0, element, 1 + lengthBytes, length);
        return element;
    }

    private static List<Block> blocks(Path file) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String body = matcher.group(2);
            // The old form of an encrypted key has header lines before its base64.
            String label = body.contains("Proc-Type:") ? "ENCRYPTED PRIVATE KEY" : matcher.group(1);
            blocks.add(new Block(file, label, body));
        }
        return blocks;
    }
}
