package io.mysqlclone.recipient.remote;

import io.mysqlclone.engine.EngineOffer;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.IOException;
import java.util.List;

/** The storage engines of a donor besides those that each MySQL server gives, as it says in a variable of its own. */
public final class OfferedEngines {
    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;

    private OfferedEngines() {}

    /**
     * Those of {@code wanted} that the donor does not offer; it is not asked when none is wanted.
     *
     * @throws IOException when the donor can't be asked
     */
    public static List<String> missing(ConnectionOptions donor, List<String> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return wanted;
        }
        return without(of(donor), wanted);
    }

    /** As {@link #missing(ConnectionOptions, List)}, on a connection that is not in clone mode. */
    public static List<String> missing(MysqlConnection donor, List<String> wanted) throws IOException {
        return wanted.isEmpty() ? wanted : without(of(donor), wanted);
    }

    private static List<String> without(EngineOffer offered, List<String> wanted) {
        return wanted.stream().filter(name -> !offered.names().contains(name)).toList();
    }

    private static EngineOffer of(ConnectionOptions donor) throws IOException {
        try (MysqlConnection connection = MysqlConnection.open(donor)) {
            return of(connection);
        }
    }

    private static EngineOffer of(MysqlConnection connection) throws IOException {
        try {
            return connection.query("SELECT @@" + EngineOffer.VARIABLE).stream()
                    .findFirst()
                    .flatMap(List::getFirst)
                    .map(EngineOffer::parse)
                    .orElse(EngineOffer.NONE);
        } catch (ServerErrorException e) {
            if (e.code() == ER_UNKNOWN_SYSTEM_VARIABLE) {
                return EngineOffer.NONE;
            }
            throw e;
        }
    }
}
