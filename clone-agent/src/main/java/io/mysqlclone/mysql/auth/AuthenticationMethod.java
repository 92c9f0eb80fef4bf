package io.mysqlclone.mysql.auth;

import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * The client's half of one authentication plugin, for one attempt. A {@link GeneralSecurityException} says in one
 * sentence why this client cannot or will not go on.
 */
public sealed interface AuthenticationMethod
        permits CachingSha2Password, ClearPassword, NativePassword, Sha256Password {

    /** The plugin's name. */
    String plugin();

    /** Whether {@link #begin} gives the password itself away, which is only done when the server asks for it. */
    default boolean sendsPassword() {
        return false;
    }

    /** The first answer: to the greeting, or to a request to switch to this method. */
    byte[] begin() throws GeneralSecurityException;

    /** The answer to further data of the server; absent when the server's verdict comes next. */
    Optional<byte[]> proceed(byte[] data) throws GeneralSecurityException;

    /** The method to begin with when the server's own default is unknown. */
    static AuthenticationMethod defaultMethod(AuthenticationContext context) {
        return new CachingSha2Password(context);
    }

    /** The method for a plugin's name, if this client knows it. */
    static Optional<AuthenticationMethod> named(String plugin, AuthenticationContext context) {
        return switch (plugin) {
            case CachingSha2Password.NAME -> Optional.of(new CachingSha2Password(context));
            case Sha256Password.NAME -> Optional.of(new Sha256Password(context));
            case NativePassword.NAME -> Optional.of(new NativePassword(context));
            case ClearPassword.NAME -> Optional.of(new ClearPassword(context));
            default -> Optional.empty();
        };
    }
}
