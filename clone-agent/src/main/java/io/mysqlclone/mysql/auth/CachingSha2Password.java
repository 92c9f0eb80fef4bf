package io.mysqlclone.mysql.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * {@code caching_sha2_password}: a scramble that the server checks against its cache; when it has no entry, the
 * password itself, protected by TLS, by the Unix socket, or by the server's RSA key.
 */
final class CachingSha2Password implements AuthenticationMethod {
    static final String NAME = "caching_sha2_password";

    private static final byte REQUEST_PUBLIC_KEY = 2;
    private static final byte FAST_AUTHENTICATION_DONE = 3;
    private static final byte FULL_AUTHENTICATION_NEEDED = 4;

    private final AuthenticationContext context;
    private boolean awaitsPublicKey;

    CachingSha2Password(AuthenticationContext context) {
        this.context = context;
    }

    @Override
    public String plugin() {
        return NAME;
    }

    @Override
    public byte[] begin() throws GeneralSecurityException {
        if (!context.hasPassword()) {
            return new byte[1];
        }
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] once = sha256.digest(context.password());
        byte[] twice = sha256.digest(once);
        sha256.update(twice);
        sha256.update(context.nonce());
        return RsaExchange.xor(once, sha256.digest());
    }

    @Override
    public Optional<byte[]> proceed(byte[] data) throws GeneralSecurityException {
        if (awaitsPublicKey) {
            awaitsPublicKey = false;
            return Optional.of(RsaExchange.encrypt(context, data));
        }
        if (data.length == 1 && data[0] == FAST_AUTHENTICATION_DONE) {
            return Optional.empty();
        }
        if (data.length != 1 || data[0] != FULL_AUTHENTICATION_NEEDED) {
            throw new GeneralSecurityException("the server sent data that is not part of " + NAME);
        }
        if (context.encrypted() || context.local()) {
            return Optional.of(context.terminatedPassword());
        }
        Optional<byte[]> encrypted = RsaExchange.encryptedAtOnce(context);
        awaitsPublicKey = encrypted.isEmpty();
        return Optional.of(encrypted.orElseGet(() -> new byte[] {REQUEST_PUBLIC_KEY}));
    }
}
