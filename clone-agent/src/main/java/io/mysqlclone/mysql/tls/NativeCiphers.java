package io.mysqlclone.mysql.tls;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * The ciphers of TLS records in native code: those of BoringSSL, which Conscrypt brings. The JDK decrypts as quickly only in
 * code of its optimizing compiler, which costs a clone seconds of CPU time before it is there. All else of TLS stays the
 * JDK's: handshake, certificates, and which algorithms are allowed.
 */
final class NativeCiphers extends Provider {
    private static final long serialVersionUID = 1L;

    private static final String NAME = "CloneAgentCiphers";

    /** By the JDK's names, Conscrypt's. */
    private static final Map<String, String> CIPHERS = Map.of(
            "AES/GCM/NoPadding", "AES/GCM/NoPadding",
            "ChaCha20-Poly1305", "ChaCha20/Poly1305/NoPadding");

    private NativeCiphers(Provider conscrypt) {
        super(NAME, "1", "AES-GCM and ChaCha20-Poly1305 of BoringSSL");
        CIPHERS.forEach((name, theirs) -> putService(new Cipher(this, name, conscrypt.getService("Cipher", theirs))));
    }

    /** Prefers them in this JVM from now on, where there is a library for this machine. */
    static void install() {
        if (Security.getProvider(NAME) == null && Conscrypt.isAvailable()) {
            Security.insertProviderAt(
                    new NativeCiphers(Conscrypt.newProviderBuilder().build()), 1);
        }
    }

    private static final class Cipher extends Service {
        private final Service theirs;

        private Cipher(Provider provider, String name, Service theirs) {
            super(provider, theirs.getType(), name, theirs.getClassName(), List.of(), Map.of());
            this.theirs = theirs;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return theirs.newInstance(parameter);
        }
    }
}
