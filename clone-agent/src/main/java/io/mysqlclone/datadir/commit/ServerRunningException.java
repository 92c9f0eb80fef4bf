package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import java.io.IOException;

/** A mysqld has the data directory open, or was started on it meanwhile; nothing has been changed, or all undone. */
public final class ServerRunningException extends TargetRefusedException {
    private static final long serialVersionUID = 1;

    ServerRunningException(DataDirectory directory, String what) {
        super(Reason.SERVER_RUNNING, "a mysqld runs on %s: stop it, then %s".formatted(directory, what));
    }

    ServerRunningException(DataDirectory directory, String what, IOException cause) {
        this(directory, what);
        initCause(cause);
    }
}
