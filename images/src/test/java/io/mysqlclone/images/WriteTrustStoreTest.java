package io.mysqlclone.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WriteTrustStoreTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aJavaRuntimeTrustsTheCertificatesOfTheDirectoryAndNoOthers() throws Exception {
        var trusted = trustedByThisRuntime();
        Files.createDirectory(directory.resolve("pem"));
        Files.writeString(directory.resolve("pem/one.crt"), pem(trusted[0]));
        Files.writeString(directory.resolve("pem/two.crt"), pem(trusted[1]));

        var out = directory.resolve("cacerts");
        int status = new CommandLine(new WriteTrustStore())
                .execute("--certificates=" + directory.resolve("pem"), "--out=" + out);

        assertThat(status).isZero();
        // as a runtime does with its own file: without a password
        var store = KeyStore.getInstance(out.toFile(), (char[]) null);
        assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("one.crt", "two.crt");
        assertThat(store.getCertificate("two.crt")).isEqualTo(trusted[1]);
    }

    private static X509Certificate[] trustedByThisRuntime() throws Exception {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
