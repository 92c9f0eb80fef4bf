package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A server's side of TLS: its certificate, and whose clients it believes. One for all connections; thread safe. */
public final class ServerTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    /** A few records to a system call. */
    private static final int SEND_BUFFER = 128 * 1024;

    private final SSLContext context;
    private final String fingerprint;
    private final boolean asksForCertificate;

    private ServerTls(List<X509Certificate> chain, PrivateKey key, Optional<KeyStore> clients)
            throws IOException, GeneralSecurityException {
        NativeCiphers.install();
        this.fingerprint = Fingerprint.of(chain.getFirst());
        this.asksForCertificate = clients.isPresent();
        this.context = SSLContext.getInstance("TLS");
        TrustManager[] trusted = {};
        if (clients.isPresent()) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(clients.get());
            trusted = factory.getTrustManagers();
        }
        context.init(TlsMaterial.keyManagers(chain, key), trusted, new SecureRandom());
    }

    /**
     * With a certificate from PEM files.
     *
     * @param clientCa who signs the certificates that clients must have; when absent, none is asked for
     * @throws TlsVerificationException when a file can't be used
     */
    public static ServerTls ofFiles(Path certificate, Path key, Optional<Path> clientCa)
            throws TlsVerificationException {
        try {
            List<X509Certificate> chain = Pem.certificates(certificate);
            PrivateKey privateKey = Pem.privateKey(key);
            KeyPairs.requirePair(chain.getFirst(), privateKey, certificate, key);
            Optional<KeyStore> clients = clientCa.isPresent()
                    ? Optional.of(TlsMaterial.keyStore(Pem.certificates(clientCa.get())))
                    : Optional.empty();
            return new ServerTls(chain, privateKey, clients);
        } catch (GeneralSecurityException e) {
            throw new TlsVerificationException("The TLS files cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TlsVerificationException("A TLS file cannot be read: " + e, e);
        }
    }

    /** With a certificate that is made now and ends with this process; clients know it by its {@link #fingerprint}. */
    public static ServerTls selfSigned(Instant now) throws TlsVerificationException {
        try {
            SelfSigned own = SelfSigned.create("clone-agent", now);
            return new ServerTls(List.of(own.certificate()), own.key(), Optional.empty());
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsVerificationException("No certificate could be made: " + e.getMessage(), e);
        }
    }

    /** SHA-256 of the certificate: 64 lower-case hexadecimal digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether clients must have a certificate. */
    public boolean asksForCertificate() {
        return asksForCertificate;
    }

    /**
     * The encrypted layer, and what was agreed.
     *
     * @param session such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}
     * @param clientIsKnown the client has shown a certificate of the authority that is trusted
     */
    public record Accepted(Transport transport, String session, boolean clientIsKnown) {}

    /**
     * Shakes hands with a client.
     *
     * @param received what it has sent already
     * @throws TlsVerificationException when the two do not come to terms
     */
    public Accepted accept(SocketWire wire, ByteBuffer received) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        // Who has none is told so in the words of MySQL, after the login.
        parameters.setWantClientAuth(asksForCertificate);
        engine.setSSLParameters(parameters);
        TlsTransport transport = new TlsTransport(wire, engine, SEND_BUFFER, received);
        try {
            transport.handshake();
        } catch (SSLException e) {
            throw new TlsVerificationException("TLS with " + wire.peer() + " failed: " + e.getMessage(), e);
        }
        SSLSession session = engine.getSession();
        return new Accepted(transport, session.getProtocol() + " " + session.getCipherSuite(), isKnown(session));
    }

    private static boolean isKnown(SSLSession session) {
        try {
            return session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
