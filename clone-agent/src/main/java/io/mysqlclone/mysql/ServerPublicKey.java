package io.mysqlclone.mysql;

import java.nio.file.Path;

/**
 * Whose RSA key a password is encrypted with when a server asks for it on a connection without TLS. Nobody vouches for a
 * key that comes over that connection: whoever is in the middle may send one of his own, and reads the password.
 */
public sealed interface ServerPublicKey {
    /** Nobody's: such a login fails, as it does for the MySQL client. */
    record Refused() implements ServerPublicKey {}

    /** The one that the server sends when it is asked, on the user's word that nobody is in the middle. */
    record FromServer() implements ServerPublicKey {}

    /** The one in a PEM file, which the user has from the server by another way. */
    record InFile(Path file) implements ServerPublicKey {}
}
