package io.mysqlclone.mysql.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

/** {@code mysql_native_password}: SHA1(password) xor SHA1(nonce, SHA1(SHA1(password))). */
final class NativePassword implements AuthenticationMethod {
    static final String NAME = "mysql_native_password";

    private final AuthenticationContext context;

    NativePassword(AuthenticationContext context) {
        this.context = context;
    }

    @Override
    public String plugin() {
        return NAME;
    }

    @Override
    public byte[] begin() throws GeneralSecurityException {
        if (!context.hasPassword()) {
            return new byte[0];
        }
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        byte[] once = sha1.digest(context.password());
        byte[] twice = sha1.digest(once);
        sha1.update(context.nonce());
        sha1.update(twice);
        return RsaExchange.xor(once, sha1.digest());
    }

    @Override
    public Optional<byte[]> proceed(byte[] data) throws GeneralSecurityException {
        throw new GeneralSecurityException("the server sent data that is not part of " + NAME);
    }
}
