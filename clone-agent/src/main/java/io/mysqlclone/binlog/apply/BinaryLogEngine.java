package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.serial.apply.SerialEngine;

/** Takes the binary logs of a donor that offers them. */
public final class BinaryLogEngine extends SerialEngine {
    /** Has no state. */
    public BinaryLogEngine() {
        super(BinaryLogs.KIND, new LogEnding());
    }

    @Override
    public String offeredBy() {
        return "a clone with binary logs needs clone-agent serve --server there, with --with-binary-logs";
    }
}
