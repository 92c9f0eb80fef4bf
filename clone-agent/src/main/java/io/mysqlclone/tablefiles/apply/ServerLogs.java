package io.mysqlclone.tablefiles.apply;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableFile;
import io.mysqlclone.tablefiles.TableFile.Kind;
import java.util.List;

/**
 * The tables that a server logs to, empty, as mysqld makes them. What the donor has logged is its own, and can't be locked to be
 * copied; a server does not start to log without the files.
 */
final class ServerLogs {
    /** What mysqld 9.7 writes beside a CSV table without rows: two bytes to know it by, zeros, and that it is not damaged. */
    private static final Bytes NO_ROWS = noRows();

    private ServerLogs() {}

    private static Bytes noRows() {
        byte[] meta = new byte[35];
        meta[0] = (byte) 0xfe;
        meta[1] = 1;
        return Bytes.of(meta);
    }

    /** A file of them. */
    record Made(TableFile name, Bytes content) {}

    /** All of them. */
    static List<Made> files() {
        return List.of(
                new Made(file("general_log", Kind.CSV), Bytes.EMPTY),
                new Made(file("general_log", Kind.CSM), NO_ROWS),
                new Made(file("slow_log", Kind.CSV), Bytes.EMPTY),
                new Made(file("slow_log", Kind.CSM), NO_ROWS));
    }

    private static TableFile file(String table, Kind kind) {
        return new TableFile(SchemaName.SYSTEM, table, kind);
    }
}
