package io.mysqlclone.tablefiles.apply;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.apply.Ending;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableFile;
import io.mysqlclone.tablefiles.TableFile.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables that a server logs to are made here, empty, as mysqld makes them. What the donor has logged is its own, and can't
 * be locked to be copied; a server does not start to log without the files.
 */
final class TableEnding implements Ending {
    /** What mysqld 9.7 writes beside a CSV table without rows: two bytes to know it by, zeros, and that it is not damaged. */
    private static final Bytes NO_ROWS = noRows();

    private static Bytes noRows() {
        byte[] meta = new byte[35];
        meta[0] = (byte) 0xfe;
        meta[1] = 1;
        return Bytes.of(meta);
    }

    @Override
    public List<Made> made(List<SerialDescriptor.File> files) {
        return List.of(
                made("general_log", Kind.CSV, Bytes.EMPTY),
                made("general_log", Kind.CSM, NO_ROWS),
                made("slow_log", Kind.CSV, Bytes.EMPTY),
                made("slow_log", Kind.CSM, NO_ROWS));
    }

    private static Made made(String table, Kind kind, Bytes content) {
        return new Made(new TableFile(SchemaName.SYSTEM, table, kind).toString(), content);
    }

    @Override
    public List<String> schemas(List<String> directories) {
        return Stream.concat(
                        Stream.of(SchemaName.SYSTEM.directory(), SchemaName.PERFORMANCE.directory()),
                        directories.stream())
                .distinct()
                .toList();
    }
}
