package io.mysqlclone.recipient.scripted;

import io.mysqlclone.mysql.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;

/**
 * A donor for the run in which the JVM learns what a clone needs (the AOT cache of the distribution): a whole clone over
 * TLS, of next to no data.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Plays until standard input ends, on the port that is the first line of standard output.
     *
     * @param arguments the donor's certificate as PEM, and its PKCS #12 file with the key, alias {@code donor}, password
     *     {@code rehearsal}
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path keys = Path.of(arguments[1]);
        ServerTls tls = ServerTls.ofFiles(Path.of(arguments[0]), key(keys), Optional.empty());
        try (var donor = ScriptedDonor.play(Script.ofOneTask(), Optional.of(tls))) {
            System.out.println(donor.port());
            while (System.in.read() >= 0) {
                // Only the end is of interest.
            }
        }
    }

    /** Its key beside it, as PEM. */
    private static Path key(Path keys) throws IOException, GeneralSecurityException {
        char[] password = "rehearsal".toCharArray();
        byte[] key = KeyStore.getInstance(keys.toFile(), password)
                .getKey("donor", password)
                .getEncoded();
        return Files.writeString(
                keys.resolveSibling("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
