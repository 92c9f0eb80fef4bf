package io.mysqlclone.release;

import java.util.Optional;

/**
 * A version with what its server says it is.
 *
 * @param maturity {@code LTS} or {@code INNOVATION}, where it says so: in {@code mysql_upgrade_history} since 8.4, to a
 *     recipient since 9.7
 */
public record Release(ServerVersion version, Optional<String> maturity) {
    /** The {@link #maturity} of a long-term release. */
    public static final String LONG_TERM = "LTS";

    /** The maturity of every other release. */
    public static final String INNOVATION = "INNOVATION";

    /** Of which nothing but its version is known. */
    public static Release of(ServerVersion version) {
        return new Release(version, Optional.empty());
    }

    /** Whether it says that it is no long-term release. */
    boolean deniesLongTerm() {
        return maturity.filter(said -> !said.equals(LONG_TERM)).isPresent();
    }
}
