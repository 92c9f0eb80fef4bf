package io.mysqlclone.mysql;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to use TLS. All files are PEM; they are read when a connection is opened, so renewed ones are taken up.
 *
 * @param ca the certificates to trust; the system's trust store when absent. Only the verifying modes look at it.
 * @param certificate this client's certificate chain, for accounts that {@code REQUIRE X509}
 * @param key the private key of {@code certificate}, unencrypted PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
 * @param crl revocation lists; when present, every certificate below the trusted one is checked against them
 * @param ciphers IANA names of the cipher suites to offer, in order of preference; empty for the JVM's own
 * @param versions any of {@code TLSv1.2} and {@code TLSv1.3}; empty for both
 * @param fingerprint SHA-256 of the server's certificate, 64 lower-case hexadecimal digits; with {@link
 *     TlsMode#VERIFY_FINGERPRINT}, and only then
 */
public record TlsOptions(
        TlsMode mode,
        Optional<Path> ca,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> crl,
        List<String> ciphers,
        List<String> versions,
        Optional<String> fingerprint) {

    private static final List<String> KNOWN_VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public TlsOptions {
        ciphers = List.copyOf(ciphers);
        versions = List.copyOf(versions);
        for (String version : versions) {
            if (!KNOWN_VERSIONS.contains(version)) {
                throw new IllegalArgumentException("TLS version '" + version + "' is not TLSv1.2 or TLSv1.3");
            }
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("A client certificate and its private key must be given together");
        }
        if (fingerprint.isPresent() != (mode == TlsMode.VERIFY_FINGERPRINT)) {
            throw new IllegalArgumentException(
                    "The TLS mode verify-fingerprint and the fingerprint must be given together");
        }
        if (fingerprint.filter(text -> !SHA256.matcher(text).matches()).isPresent()) {
            throw new IllegalArgumentException("A fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits");
        }
        if (crl.isPresent() && !mode.verifiesCertificate()) {
            throw new IllegalArgumentException(
                    "A CRL is only used by the TLS modes that verify the certificate: use verify-ca or verify-identity");
        }
    }

    /** Without a fingerprint. */
    public TlsOptions(
            TlsMode mode,
            Optional<Path> ca,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> crl,
            List<String> ciphers,
            List<String> versions) {
        this(mode, ca, certificate, key, crl, ciphers, versions, Optional.empty());
    }

    /** Encrypted to the server whose certificate has this fingerprint. */
    public static TlsOptions pinned(String fingerprint) {
        return new TlsOptions(
                TlsMode.VERIFY_FINGERPRINT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(fingerprint));
    }

    /** TLS in the given mode with the system's trust store and no client certificate. */
    public static TlsOptions of(TlsMode mode) {
        return new TlsOptions(
                mode, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }
}
