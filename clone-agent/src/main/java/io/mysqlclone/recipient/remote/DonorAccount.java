package io.mysqlclone.recipient.remote;

import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The account of the donor that a login was given, which may be another one than its user name suggests: several accounts
 * can have that name, each for hosts of its own.
 *
 * @param user its name
 * @param host the hosts that it is for, such as {@code %}
 */
public record DonorAccount(String user, String host) {
    private static final int LONGEST = 32 + 1 + 255;

    /** The account of {@code connection}; empty when the donor does not say. */
    public static Optional<DonorAccount> of(MysqlConnection connection) {
        try {
            return connection.query("SELECT CURRENT_USER()").stream()
                    .flatMap(List::stream)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .flatMap(DonorAccount::parse);
        } catch (IOException unanswered) {
            return Optional.empty();
        }
    }

    /** Reads {@code USER@HOST}; a host has no at-sign. Empty when it is none. */
    static Optional<DonorAccount> parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)
                ? Optional.empty()
                : Optional.of(new DonorAccount(text.substring(0, at), text.substring(at + 1)));
    }

    /** What the account needs; can be pasted from the colon on. */
    public static String grant(Optional<DonorAccount> account) {
        return "on the donor" + Failures.MANAGED + ": GRANT BACKUP_ADMIN ON *.* TO "
                + account.map(known -> known + ";").orElse("the clone user");
    }

    /** As SQL names it. */
    @Override
    public String toString() {
        return quoted(user) + "@" + quoted(host);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
