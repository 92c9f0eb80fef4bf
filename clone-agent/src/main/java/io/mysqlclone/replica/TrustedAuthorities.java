package io.mysqlclone.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities that the Java runtime trusts, for a mysqld, which trusts none by itself. */
final class TrustedAuthorities {
    private static final byte[] LINE_END = "\n".getBytes(StandardCharsets.US_ASCII);

    private TrustedAuthorities() {}

    /** Their certificates. */
    static byte[] pem() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            @Nullable KeyStore ofTheRuntime = null;
            factory.init(ofTheRuntime);
            StringBuilder pem = new StringBuilder();
            for (X509TrustManager manager : Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .toList()) {
                for (X509Certificate authority : manager.getAcceptedIssuers()) {
                    pem.append("-----BEGIN CERTIFICATE-----\n")
                            .append(Base64.getMimeEncoder(64, LINE_END).encodeToString(authority.getEncoded()))
                            .append("\n-----END CERTIFICATE-----\n");
                }
            }
            return pem.toString().getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates that the Java runtime trusts can't be read: " + e.getMessage(), e);
        }
    }
}
