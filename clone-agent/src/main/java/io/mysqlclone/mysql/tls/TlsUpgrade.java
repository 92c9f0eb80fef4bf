package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Turns a plain connection into an encrypted one, and says in the user's words why that failed. */
public final class TlsUpgrade {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final TlsOptions options;
    private final SSLContext context;

    /** Reads the key material, so that an unusable file is told before the server is talked to. */
    public TlsUpgrade(TlsOptions options) throws IOException {
        this.options = options;
        TlsMaterial material = new TlsMaterial(
                options.mode().verifiesCertificate(),
                options.ca(),
                options.certificate(),
                options.key(),
                options.crl());
        try {
            this.context = material.context();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Refuses files that do not hold what they are given for, and a key that is encrypted, for a program that will read
     * them itself.
     */
    public static void requireUsable(TlsOptions options) throws TlsVerificationException {
        try {
            if (options.mode().verifiesCertificate() && options.ca().isPresent()) {
                Pem.certificates(options.ca().get());
            }
            if (options.certificate().isPresent() && options.key().isPresent()) {
                Pem.certificates(options.certificate().get());
                Pem.requirePrivateKey(options.key().get());
            }
            if (options.crl().isPresent()) {
                Pem.revocationLists(options.crl().get());
            }
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static TlsVerificationException unusable(GeneralSecurityException e) {
        return new TlsVerificationException("The TLS files cannot be used: " + e.getMessage(), e);
    }

    private static TlsVerificationException unreadable(IOException e) {
        return new TlsVerificationException("A TLS file cannot be read: " + e, e);
    }

    /** The established layer and what was agreed, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}. */
    public record Established(Transport transport, String session) {}

    /** Shakes hands on {@code wire} and checks the server as the mode asks for. */
    public Established establish(SocketWire wire) throws IOException {
        SSLEngine engine = engine(wire.endpoint());
        TlsTransport transport = new TlsTransport(wire, engine);
        try {
            transport.handshake();
        } catch (SSLException e) {
            if (e.getCause() instanceof BadPaddingException) {
                throw ConnectionClosedException.damaged(
                        "The TLS handshake with " + wire.endpoint() + " was damaged on its way: " + rootMessage(e), e);
            }
            throw new TlsVerificationException(
                    "TLS with " + wire.endpoint() + " failed: " + rootMessage(e) + trusted(), hint(), e);
        }
        SSLSession session = engine.getSession();
        if (options.mode() == TlsMode.VERIFY_IDENTITY) {
            verifyIdentity(session, wire.endpoint());
        }
        if (options.fingerprint().isPresent()) {
            verifyFingerprint(session, options.fingerprint().get(), wire.endpoint());
        }
        return new Established(transport, session.getProtocol() + " " + session.getCipherSuite());
    }

    private SSLEngine engine(Endpoint endpoint) throws TlsVerificationException {
        SSLEngine engine =
                switch (endpoint) {
                    case Endpoint.Tcp tcp -> context.createSSLEngine(tcp.host(), tcp.port());
                    case Endpoint.UnixSocket _ -> context.createSSLEngine();
                };
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols((options.versions().isEmpty() ? VERSIONS : options.versions()).toArray(String[]::new));
        if (!options.ciphers().isEmpty()) {
            parameters.setCipherSuites(options.ciphers().toArray(String[]::new));
        }
        try {
            engine.setSSLParameters(parameters);
        } catch (IllegalArgumentException e) {
            throw new TlsVerificationException(
                    "The cipher list " + options.ciphers() + " cannot be used: " + e.getMessage()
                            + " (IANA names are expected, such as TLS_AES_128_GCM_SHA256)",
                    e);
        }
        return engine;
    }

    private static void verifyIdentity(SSLSession session, Endpoint endpoint) throws TlsVerificationException {
        if (!(endpoint instanceof Endpoint.Tcp tcp)) {
            throw new TlsVerificationException(
                    "A Unix socket has no host name to verify", Optional.of("use --tls-mode verify-ca"), null);
        }
        try {
            if (!(session.getPeerCertificates()[0] instanceof X509Certificate certificate)) {
                throw new TlsVerificationException("The server's certificate is not an X.509 one");
            }
            CertificateNames names = CertificateNames.of(certificate);
            if (!names.match(tcp.host())) {
                throw new TlsVerificationException(
                        "The server's certificate is for '" + names + "', not for '" + tcp.host() + "'",
                        Optional.of("use a certificate with the right name, or --tls-mode verify-ca"),
                        null);
            }
        } catch (SSLPeerUnverifiedException | GeneralSecurityException e) {
            throw new TlsVerificationException("The server's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static void verifyFingerprint(SSLSession session, String expected, Endpoint endpoint)
            throws TlsVerificationException {
        try {
            String found = Fingerprint.of(session.getPeerCertificates()[0]);
            if (!found.equals(expected)) {
                throw new TlsVerificationException("The certificate of " + endpoint + " has the SHA-256 fingerprint "
                        + found + ", not the " + expected + " of --tls-fingerprint: it is another server, or one that"
                        + " was started again with a certificate of its own making; compare with what it printed at its"
                        + " start");
            }
        } catch (SSLPeerUnverifiedException | GeneralSecurityException e) {
            throw new TlsVerificationException("The server's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private String trusted() {
        if (!options.mode().verifiesCertificate()) {
            return "";
        }
        return options.ca()
                .map(ca -> " (verified against " + ca + ")")
                .orElse(" (verified against the Java runtime's trust store)");
    }

    private Optional<String> hint() {
        return options.mode().verifiesCertificate() && options.ca().isEmpty()
                ? Optional.of(
                        "give the server's CA with --tls-ca; MySQL's own is ca.pem in its data directory, and wants"
                                + " --tls-mode verify-ca, because its certificates name no host")
                : Optional.empty();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
