package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.auth.PasswordDigest;
import java.util.Arrays;
import java.util.Optional;

/** The account of a server that has no tables of accounts. */
public final class OneAccount implements Accounts {
    private final String user;
    private final PasswordDigest digest;

    /** Keeps no password, only its digest. */
    public OneAccount(Credentials credentials) {
        if (credentials.password().isEmpty()) {
            throw new IllegalArgumentException("An account that anybody may use gives all data away: set a password");
        }
        byte[] password = credentials.password().utf8();
        try {
            this.user = credentials.user();
            this.digest = PasswordDigest.of(password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    @Override
    public Optional<PasswordDigest> digest(String name) {
        return user.equals(name) ? Optional.of(digest) : Optional.empty();
    }

    @Override
    public Admission admit(String name, byte[] password) {
        // The digest first: who knows neither must not learn from the time which of them was wrong.
        return digest.isOf(password) && user.equals(name) ? new Admission.Admitted(true) : new Admission.Denied();
    }
}
