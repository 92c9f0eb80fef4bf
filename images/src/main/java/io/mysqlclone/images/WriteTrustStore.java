package io.mysqlclone.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the certificates that a Java runtime trusts. A runtime that jlink made has those of the machine that it was made
 * on, with whatever was added there.
 */
@Command(name = "trust-store", description = "Writes a directory of certificates as a Java runtime wants them.")
final class WriteTrustStore implements Callable<Integer> {
    @Option(
            names = "--certificates",
            required = true,
            description = "directory with PEM files, one certificate in each")
    private Path certificates = Path.of("");

    @Option(
            names = "--out",
            required = true,
            description = "file to write, such as lib/security/cacerts of the runtime")
    private Path out = Path.of("");

    @Override
    public Integer call() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var files = Files.list(certificates)) {
            files.sorted().forEach(file -> add(store, file));
        }
        try (var stream = Files.newOutputStream(out)) {
            // Without a password, as a JDK's own: what is in it is no secret.
            store.store(stream, null);
        }
        return 0;
    }

    private static void add(KeyStore store, Path file) {
        try (var stream = Files.newInputStream(file)) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(stream);
            store.setCertificateEntry(String.valueOf(file.getFileName()), certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " is no certificate: " + e.getMessage(), e);
        }
    }
}
