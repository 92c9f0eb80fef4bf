package io.mysqlclone.recipient;

import io.mysqlclone.engine.Relocation;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.release.ServerVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that defines one clone; immutable, validated by its components.
 *
 * @param source what is cloned
 * @param target where the clone goes
 * @param concurrency number of data connections
 * @param limits initial bandwidth limits; {@link io.mysqlclone.recipient.run.CloneRun#setLimits} changes them later
 * @param ddl how the donor treats DDL while it is cloned
 * @param stallTimeout longest silence of the donor (no byte, no keep-alive) before its connections are given up
 * @param reconnectTimeout how long a lost donor is retried before the clone ends; zero: not at all
 * @param verifyPages whether the checksum of every InnoDB page is checked as it arrives
 * @param bufferSize bytes of one connection's data buffers, of which one is written while the other one fills; 1 MiB to 256 MiB
 * @param commit when a clone in place is committed
 * @param busyTimeout how long a donor that serves somebody else's clone is waited for; zero: not at all
 */
public record CloneRequest(
        Source source,
        Target target,
        Concurrency concurrency,
        Limits limits,
        DdlPolicy ddl,
        Duration stallTimeout,
        Duration reconnectTimeout,
        boolean verifyPages,
        int bufferSize,
        Commit commit,
        Duration busyTimeout) {

    public static final int MIN_BUFFER_SIZE = 1 << 20;
    public static final int MAX_BUFFER_SIZE = 256 << 20;

    /** Of a server. */
    public CloneRequest(
            ConnectionOptions donor,
            Target target,
            Concurrency concurrency,
            Limits limits,
            DdlPolicy ddl,
            Duration stallTimeout,
            Duration reconnectTimeout,
            boolean verifyPages,
            int bufferSize,
            Commit commit) {
        this(
                new Source.Server(donor),
                target,
                concurrency,
                limits,
                ddl,
                stallTimeout,
                reconnectTimeout,
                verifyPages,
                bufferSize,
                commit);
    }

    /** Whose donor is not waited for when it is busy. */
    public CloneRequest(
            Source source,
            Target target,
            Concurrency concurrency,
            Limits limits,
            DdlPolicy ddl,
            Duration stallTimeout,
            Duration reconnectTimeout,
            boolean verifyPages,
            int bufferSize,
            Commit commit) {
        this(
                source,
                target,
                concurrency,
                limits,
                ddl,
                stallTimeout,
                reconnectTimeout,
                verifyPages,
                bufferSize,
                commit,
                Duration.ZERO);
    }

    public CloneRequest {
        if (bufferSize < MIN_BUFFER_SIZE || bufferSize > MAX_BUFFER_SIZE) {
            throw new IllegalArgumentException(
                    "the buffer size is " + bufferSize + " bytes; it must be between 1 MiB and 256 MiB");
        }
    }

    /** The same, whose donor is waited for so long when it serves somebody else's clone. */
    public CloneRequest waitingForItsTurn(Duration longest) {
        return new CloneRequest(
                source,
                target,
                concurrency,
                limits,
                ddl,
                stallTimeout,
                reconnectTimeout,
                verifyPages,
                bufferSize,
                commit,
                longest);
    }

    /** What is cloned. */
    public sealed interface Source {
        /**
         * A server.
         *
         * @param connection how to reach the donor and log in
         */
        record Server(ConnectionOptions connection) implements Source {
            @Override
            public String name() {
                return connection.endpoint().toString();
            }
        }

        /**
         * A data directory of this host that no server has open.
         *
         * @param dataDir an absolute path
         */
        record Directory(Path dataDir) implements Source {
            @Override
            public String name() {
                return dataDir.toString();
            }
        }

        /**
         * A clone that was received into a data directory of this host and is not committed.
         *
         * @param dataDir an absolute path
         */
        record Received(Path dataDir) implements Source {
            @Override
            public String name() {
                return dataDir + " (received)";
            }
        }

        /**
         * A server that runs on this host, over SQL and its files.
         *
         * @param endpoint its socket or address
         */
        record RunningServer(Endpoint endpoint) implements Source {
            @Override
            public String name() {
                return endpoint + " (its files)";
            }
        }

        /** What it is called, to a person and from one run to the next. */
        String name();
    }

    /**
     * How to reach the donor and log in.
     *
     * @throws IllegalStateException when no server is cloned
     */
    public ConnectionOptions donor() {
        return switch (source) {
            case Source.Server(var connection) -> connection;
            case Source.Directory _, Source.Received _, Source.RunningServer _ ->
                throw new IllegalStateException(source.name() + " has no connection");
        };
    }

    /** When a clone in place is committed. A clone into a directory of its own replaces nothing, and always is. */
    public enum Commit {
        /** By another command. */
        LATER,
        /** At once when no mysqld runs there, else by another command. */
        IF_STOPPED,
        /** By this one, which waits until no mysqld runs there. */
        WHEN_STOPPED
    }

    /**
     * Where the clone goes.
     *
     * @param dataDir the data directory; need not exist unless {@code inPlace}
     * @param inPlace whether {@code dataDir} holds a server's live data that mysqld replaces at its next start
     * @param relocations places for donor tablespaces that lie outside the donor's data directory
     * @param overwrite what in place may replace
     * @param oldServer what is known of the server whose data in place replaces
     * @param stopEvents whether the event scheduler of the server that starts on the clone is to be off
     */
    public record Target(
            Path dataDir,
            boolean inPlace,
            List<Relocation> relocations,
            Overwrite overwrite,
            OldServer oldServer,
            boolean stopEvents) {
        public Target {
            relocations = List.copyOf(relocations);
        }

        /** Of which the server runs what it is configured to. */
        public Target(
                Path dataDir, boolean inPlace, List<Relocation> relocations, Overwrite overwrite, OldServer oldServer) {
            this(dataDir, inPlace, relocations, overwrite, oldServer, false);
        }

        /** Of a server of which only its data directory is known. */
        public Target(Path dataDir, boolean inPlace, List<Relocation> relocations, Overwrite overwrite) {
            this(dataDir, inPlace, relocations, overwrite, OldServer.UNKNOWN);
        }

        /** As asked for by who knows what is replaced. */
        public Target(Path dataDir, boolean inPlace, List<Relocation> relocations) {
            this(dataDir, inPlace, relocations, Overwrite.ALWAYS);
        }
    }

    /**
     * What somebody says of the server whose data is replaced, because its data directory does not tell.
     *
     * @param logIndexes index files of binary and relay logs that lie outside its data directory
     * @param noBinaryLogs whether it has no binary logs but those that are found
     * @param keyringConfigured whether it is started with the keyring that the donor's encrypted data needs
     * @param version of the mysqld that will start on the clone, where that is not the one that last ran there. It matters
     *     before the transfer only
     */
    public record OldServer(
            List<Path> logIndexes, boolean noBinaryLogs, boolean keyringConfigured, Optional<ServerVersion> version) {
        /** Nobody has said anything. */
        public static final OldServer UNKNOWN = new OldServer(List.of(), false, false);

        /** Of the version that its files tell. */
        public OldServer(List<Path> logIndexes, boolean noBinaryLogs, boolean keyringConfigured) {
            this(logIndexes, noBinaryLogs, keyringConfigured, Optional.empty());
        }

        public OldServer {
            logIndexes = List.copyOf(logIndexes);
        }

        /** What either says. */
        public OldServer and(OldServer other) {
            return new OldServer(
                    Stream.concat(logIndexes.stream(), other.logIndexes.stream())
                            .distinct()
                            .toList(),
                    noBinaryLogs || other.noBinaryLogs,
                    keyringConfigured || other.keyringConfigured,
                    version.or(other::version));
        }
    }

    /** What a clone in place may replace; a fresh directory is empty anyway. */
    public enum Overwrite {
        /** Only the data of a server that holds nothing of a user. */
        NEVER,
        /** The data of a server that has executed no transaction that the donor has not, such as the donor's replica. */
        IF_BEHIND,
        /** Whatever is there. */
        ALWAYS
    }

    /** Number of data connections. */
    public sealed interface Concurrency {
        /** Starts small and adds connections while throughput grows. */
        record Auto() implements Concurrency {}

        /** Exactly {@code connections}, 1 to 64. */
        record Fixed(int connections) implements Concurrency {
            public Fixed {
                if (connections < 1 || connections > 64) {
                    throw new IllegalArgumentException(
                            "the concurrency is " + connections + "; it must be auto or between 1 and 64");
                }
            }
        }
    }

    /**
     * How the donor treats DDL, as {@code clone_ddl_timeout} and {@code clone_block_ddl}.
     *
     * @param timeout how long the donor waits for running DDL, whole seconds, 0 to 2592000
     * @param block whether the donor holds the backup lock, so that DDL waits for the end of the clone
     */
    public record DdlPolicy(Duration timeout, boolean block) {}
}
