package io.mysqlclone.binlog;

import io.mysqlclone.serial.SerialKind;
import java.util.Optional;

/** Binary logs, without their directory, in the order of the server's index. */
public final class BinaryLogs implements SerialKind {
    /** The one. */
    public static final BinaryLogs KIND = new BinaryLogs();

    /** {@code DB_TYPE_BINLOG} among MySQL's legacy storage engine numbers. */
    private static final int TYPE = 21;

    private static final Limits DIRECTORIES = new Limits(0, 0);
    private static final Limits FILES = new Limits(1, 1_000_000);

    private BinaryLogs() {}

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public String name() {
        return "binlog";
    }

    @Override
    public String stage() {
        return "BINARY LOG";
    }

    @Override
    public String content() {
        return "binary logs";
    }

    @Override
    public String file() {
        return "binary log";
    }

    @Override
    public String directory() {
        return "directory";
    }

    @Override
    public Limits directories() {
        return DIRECTORIES;
    }

    @Override
    public Limits files() {
        return FILES;
    }

    @Override
    public boolean isDirectory(String name) {
        return false;
    }

    @Override
    public boolean isFile(String name) {
        return LogName.parse(name).isPresent();
    }

    @Override
    public boolean mayFollow(String file, String next) {
        Optional<LogName> before = LogName.parse(file);
        return before.isPresent()
                && LogName.parse(next).filter(before.get()::isBefore).isPresent();
    }
}
