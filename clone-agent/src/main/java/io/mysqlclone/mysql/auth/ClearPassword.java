package io.mysqlclone.mysql.auth;

import java.security.GeneralSecurityException;
import java.util.Optional;

/** {@code mysql_clear_password} (PAM, LDAP): the password as it is, and therefore only under TLS. */
final class ClearPassword implements AuthenticationMethod {
    static final String NAME = "mysql_clear_password";

    private final AuthenticationContext context;

    ClearPassword(AuthenticationContext context) {
        this.context = context;
    }

    @Override
    public String plugin() {
        return NAME;
    }

    @Override
    public boolean sendsPassword() {
        return true;
    }

    @Override
    public byte[] begin() throws GeneralSecurityException {
        if (!context.encrypted()) {
            throw new GeneralSecurityException(NAME
                    + " would send the password readable over this connection: use TLS, or an account with "
                    + CachingSha2Password.NAME);
        }
        return context.terminatedPassword();
    }

    @Override
    public Optional<byte[]> proceed(byte[] data) throws GeneralSecurityException {
        throw new GeneralSecurityException("the server sent data that is not part of " + NAME);
    }
}
