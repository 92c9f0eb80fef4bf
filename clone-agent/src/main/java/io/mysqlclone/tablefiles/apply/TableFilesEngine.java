package io.mysqlclone.tablefiles.apply;

import io.mysqlclone.serial.apply.SerialEngine;
import io.mysqlclone.tablefiles.UnloggedTables;

/** Takes the files of tables without a log from a donor that offers them. */
public final class TableFilesEngine extends SerialEngine {
    /** Has no state. */
    public TableFilesEngine() {
        super(UnloggedTables.KIND, new TableEnding());
    }

    @Override
    public String offeredBy() {
        return "a clone with tables without a log needs clone-agent serve --server there, with --with-unlogged-tables";
    }
}
