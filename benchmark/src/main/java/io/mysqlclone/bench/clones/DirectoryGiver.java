package io.mysqlclone.bench.clones;

import io.mysqlclone.testbed.MysqlServer;
import java.util.Optional;
import java.util.OptionalLong;

/** The directory of a stopped server, which is read by the one that clones it. */
record DirectoryGiver() implements Giver {

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<MysqlServer> queried() {
        return Optional.empty();
    }

    @Override
    public OptionalLong bytesSent() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
