package io.mysqlclone.tablefiles;

import io.mysqlclone.serial.SerialKind;

/** The files of tables without a log, in the directories of their schemas. */
public final class UnloggedTables implements SerialKind {
    /** The one. */
    public static final UnloggedTables KIND = new UnloggedTables();

    /** {@code DB_TYPE_MYISAM} among MySQL's legacy storage engine numbers: it stands for all that have no log. */
    private static final int TYPE = 9;

    private static final Limits SCHEMAS = new Limits(1, 100_000);
    private static final Limits FILES = new Limits(0, 1_000_000);

    private UnloggedTables() {}

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public String name() {
        return "tablefiles";
    }

    @Override
    public String stage() {
        return "TABLE FILES";
    }

    @Override
    public String content() {
        return "tables";
    }

    @Override
    public String file() {
        return "table file";
    }

    @Override
    public String directory() {
        return "schema";
    }

    @Override
    public Limits directories() {
        return SCHEMAS;
    }

    @Override
    public Limits files() {
        return FILES;
    }

    @Override
    public boolean isDirectory(String name) {
        return SchemaName.parse(name).isPresent();
    }

    /** The recipient makes those that a server logs to itself. */
    @Override
    public boolean isFile(String name) {
        return TableFile.parse(name).filter(file -> !file.isServerLog()).isPresent();
    }

    /** Their order means nothing. */
    @Override
    public boolean mayFollow(String file, String next) {
        return true;
    }
}
