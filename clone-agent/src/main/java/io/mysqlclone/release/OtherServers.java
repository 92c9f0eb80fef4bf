package io.mysqlclone.release;

import java.util.Locale;
import java.util.Optional;

/** Servers that speak MySQL's protocol and are no donors, by the version that they greet with. */
public final class OtherServers {
    private OtherServers() {}

    /**
     * Why a server that greets with {@code version} can't be cloned, in one sentence without a stop; empty when nothing is
     * known against it. It tells before it is asked for anything.
     */
    public static Optional<String> refusal(String version) {
        if (version.toLowerCase(Locale.ROOT).contains("mariadb")) {
            return Optional.of("the donor is a MariaDB server, which is no clone donor of MySQL's kind (3864"
                    + " ER_CLONE_DONOR_VERSION)");
        }
        return ServerVersion.parse(version).flatMap(CloneRules::refusal);
    }
}
