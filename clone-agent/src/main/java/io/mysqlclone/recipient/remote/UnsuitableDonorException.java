package io.mysqlclone.recipient.remote;

import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.release.OtherServers;
import java.io.IOException;
import java.util.Optional;

/** The server that answers is none that can be cloned here, as its greeting tells; it was asked for nothing. */
final class UnsuitableDonorException extends IOException {
    private static final long serialVersionUID = 1;

    /** A proxy greets with a version of its own, and does not pass COM_CLONE on. */
    private static final String HINT =
            "clone another server; if a proxy answers at that address, name the server behind it";

    UnsuitableDonorException(String problem) {
        super(problem);
    }

    /** Ends a connection to a server that need not be asked. */
    static void check(MysqlConnection connection) throws UnsuitableDonorException {
        Optional<String> refusal = OtherServers.refusal(connection.serverVersion());
        if (refusal.isPresent()) {
            throw new UnsuitableDonorException(refusal.get());
        }
    }

    String problem() {
        return Failures.message(this);
    }

    Optional<String> hint() {
        return Optional.of(HINT);
    }
}
