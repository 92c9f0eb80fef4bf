package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.serial.donor.HeldFiles;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.SchemaName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The files of tables as they were at a point, in a spool. */
final class HeldTables implements HeldFiles {
    private final List<SchemaName> schemas;
    private final List<Held> files;
    private final FileChannel spool;
    private final SpoolSpace space;
    private final long taken;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param files in {@code spool}
     * @param spool closed by this
     * @param taken bytes of {@code space}, given back by this
     */
    HeldTables(List<SchemaName> schemas, List<Held> files, FileChannel spool, SpoolSpace space, long taken) {
        this.schemas = List.copyOf(schemas);
        this.files = List.copyOf(files);
        this.spool = spool;
        this.space = space;
        this.taken = taken;
    }

    @Override
    public List<String> directories() {
        return schemas.stream().map(SchemaName::directory).toList();
    }

    @Override
    public List<Held> files() {
        return files;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            space.give(taken);
            close(spool);
        }
    }

    static void close(FileChannel spool) {
        try {
            spool.close();
        } catch (IOException e) {
            // It has no name: nothing is left of it.
        }
    }
}
