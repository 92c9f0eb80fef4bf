package io.mysqlclone.mysql.auth;

import java.security.GeneralSecurityException;
import java.util.Optional;

/** {@code sha256_password}: the password itself under TLS, encrypted with the server's RSA key without. */
final class Sha256Password implements AuthenticationMethod {
    static final String NAME = "sha256_password";

    private static final byte REQUEST_PUBLIC_KEY = 1;

    private final AuthenticationContext context;
    private boolean awaitsPublicKey;

    Sha256Password(AuthenticationContext context) {
        this.context = context;
    }

    @Override
    public String plugin() {
        return NAME;
    }

    @Override
    public boolean sendsPassword() {
        return context.encrypted();
    }

    @Override
    public byte[] begin() throws GeneralSecurityException {
        if (!context.hasPassword()) {
            return new byte[1];
        }
        if (context.encrypted()) {
            return context.terminatedPassword();
        }
        Optional<byte[]> encrypted = RsaExchange.encryptedAtOnce(context);
        awaitsPublicKey = encrypted.isEmpty();
        return encrypted.orElseGet(() -> new byte[] {REQUEST_PUBLIC_KEY});
    }

    @Override
    public Optional<byte[]> proceed(byte[] data) throws GeneralSecurityException {
        if (!awaitsPublicKey) {
            throw new GeneralSecurityException("the server sent data that is not part of " + NAME);
        }
        awaitsPublicKey = false;
        return Optional.of(RsaExchange.encrypt(context, data));
    }
}
