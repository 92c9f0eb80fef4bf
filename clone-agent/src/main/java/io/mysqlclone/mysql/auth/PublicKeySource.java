package io.mysqlclone.mysql.auth;

/** Whose RSA key a password may be encrypted with on a connection that protects nothing by itself. */
public sealed interface PublicKeySource {
    /** Nobody's. */
    record Nobody() implements PublicKeySource {}

    /** The one that the server sends when it is asked. */
    record Server() implements PublicKeySource {}

    /**
     * One that is known.
     *
     * @param pem the content of a PEM file
     */
    record Given(String pem) implements PublicKeySource {}
}
