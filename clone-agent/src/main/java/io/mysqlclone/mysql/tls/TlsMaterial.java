package io.mysqlclone.mysql.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The files a TLS connection needs, as an {@link SSLContext}.
 *
 * @param verify whether the server's chain is checked at all
 * @param ca trusted certificates; the JVM's trust store when absent
 * @param crl revocation lists; no revocation check when absent
 */
record TlsMaterial(
        boolean verify, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, Optional<Path> crl) {
    private static final char[] NO_PASSWORD = new char[0];

    /** Reads the files. A {@link GeneralSecurityException} names the file that is not usable, and why. */
    SSLContext context() throws IOException, GeneralSecurityException {
        NativeCiphers.install();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), trustManagers(), new SecureRandom());
        return context;
    }

    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        if (!verify) {
            return new TrustManager[] {new TrustAnyServer()};
        }
        KeyStore anchors = ca.isPresent() ? keyStore(Pem.certificates(ca.get())) : null;
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (crl.isPresent()) {
            factory.init(new CertPathTrustManagerParameters(
                    withRevocation(anchors == null ? systemAnchors() : anchors, crl.get())));
        } else {
            factory.init(anchors);
        }
        return factory.getTrustManagers();
    }

    /** Only the given lists decide: neither OCSP nor distribution points are asked over the network. */
    private static PKIXBuilderParameters withRevocation(KeyStore anchors, Path crl)
            throws IOException, GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(Pem.revocationLists(crl))));
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        return parameters;
    }

    private static KeyStore systemAnchors() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return keyStore(List.of(x509.getAcceptedIssuers()));
            }
        }
        throw new GeneralSecurityException("the Java runtime has no trust store: give a CA file");
    }

    static KeyStore keyStore(List<X509Certificate> trusted) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("ca" + i, trusted.get(i));
        }
        return store;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private KeyManager @Nullable [] keyManagers() throws IOException, GeneralSecurityException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return null;
        }
        return keyManagers(Pem.certificates(certificate.get()), Pem.privateKey(key.get()));
    }

    /** What proves who this side is. */
    static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey privateKey)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }
}
