package io.mysqlclone.recipient.scripted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A donor for the run in which the JVM learns what a clone needs (the AOT cache of the distribution): a whole clone over
 * TLS, of next to no data.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Plays until standard input ends, on the port that is the first line of standard output.
     *
     * @param arguments a PKCS #12 file with the donor's key, and its password
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Script script = Script.ofOneTask();
        script.greeting.set(0, new Step.Packet(ClassicPackets.greetingWithTls()));
        SSLContext tls = context(Path.of(arguments[0]), arguments[1].toCharArray());
        try (var donor = ScriptedDonor.play(script, Optional.of(tls))) {
            System.out.println(donor.port());
            while (System.in.read() >= 0) {
                // Only the end is of interest.
            }
        }
    }

    private static SSLContext context(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var bytes = Files.newInputStream(file)) {
            keys.load(bytes, password);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
