package io.mysqlclone.bench.clones;

import io.mysqlclone.testbed.MysqlServer;
import java.util.Optional;
import java.util.OptionalLong;

/** A running mysqld, which goes on running. */
record ServerGiver(MysqlServer server) implements Giver {

    @Override
    public Optional<String> address() {
        return Optional.of("127.0.0.1:" + server.port());
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(server.pid());
    }

    @Override
    public Optional<MysqlServer> queried() {
        return Optional.of(server);
    }

    @Override
    public OptionalLong bytesSent() {
        String sent = "SELECT variable_value FROM performance_schema.global_status WHERE variable_name = 'Bytes_sent'";
        return OptionalLong.of(Long.parseLong(server.sql().value(sent)));
    }

    @Override
    public void close() {
        // The next clone is of it too.
    }
}
