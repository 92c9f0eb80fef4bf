package io.mysqlclone.mysql;

/**
 * A MySQL account's name and password.
 *
 * @param user the account's name, without a host part
 */
public record Credentials(String user, Secret password) {
    public Credentials {
        if (user.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The user name contains a NUL character");
        }
    }
}
