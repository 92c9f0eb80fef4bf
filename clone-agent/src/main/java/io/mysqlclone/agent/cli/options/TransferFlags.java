package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.DdlPolicy;
import io.mysqlclone.recipient.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the data is moved. */
final class TransferFlags extends CopyOptions {
    @Option(
            names = "--concurrency",
            paramLabel = "auto|N",
            defaultValue = "auto",
            converter = Values.Connections.class,
            description = "Data connections, 1 to 64; auto adds some while throughput grows.")
    Concurrency concurrency = new Concurrency.Auto();

    @Option(
            names = "--compression",
            paramLabel = "NAME",
            defaultValue = "none",
            converter = Values.Compressions.class,
            completionCandidates = Candidates.Compressions.class,
            description = "none, zlib or zstd, on the network; the files are the same.")
    Compression compression = Compression.NONE;

    @Option(
            names = "--max-network-bandwidth",
            order = 2,
            paramLabel = "SIZE/s",
            defaultValue = "0",
            converter = Values.BytesPerSecond.class,
            description = "Limit on what is received, over all connections; 0 for none.")
    long maxNetworkBandwidth;

    @Option(
            names = "--ddl-timeout",
            order = 2,
            paramLabel = "DURATION",
            defaultValue = "300s",
            converter = Values.DdlTime.class,
            description = "How long the donor waits for DDL that runs when the clone begins (clone_ddl_timeout).")
    Duration ddlTimeout = Duration.ZERO;

    @Option(
            names = "--block-ddl",
            order = 2,
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Make new DDL on the donor wait until the clone has ended (clone_block_ddl).")
    boolean blockDdl;

    @Option(
            names = "--stall-timeout",
            order = 2,
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Values.PositiveTime.class,
            description =
                    "Longest silence of the donor before its connections are given up; there is no limit on the whole"
                            + " transfer.")
    Duration stallTimeout = Duration.ZERO;

    @Option(
            names = "--reconnect-timeout",
            order = 2,
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Values.Time.class,
            description = "How long a lost donor is tried again; 0s: not at all.")
    Duration reconnectTimeout = Duration.ZERO;

    @Option(
            names = "--busy-timeout",
            order = 2,
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description =
                    "How long a donor that serves another clone is waited for, as it serves one at a time; 0s: not at all.")
    Duration busyTimeout = Duration.ZERO;

    @Option(
            names = "--donor-p99",
            order = 2,
            paramLabel = "DURATION",
            converter = Values.PositiveMillis.class,
            description =
                    "Slow the clone down while the 99th percentile of the times of the donor's own statements is above"
                            + " this, such as 20ms. The account may SELECT from"
                            + " performance_schema.events_statements_histogram_global then.")
    @Nullable
    Duration donorP99;

    @Option(
            names = "--with-binary-logs",
            order = 3,
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Take the donor's binary logs too, up to the point of the clone; from clone-agent serve"
                    + " --server --with-binary-logs, and into a directory of the clone's own, whose server has the"
                    + " same log_bin.")
    boolean withBinaryLogs;

    @Option(
            names = "--with-unlogged-tables",
            order = 3,
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Take the donor's tables that have files and no log too, those of MyISAM, MERGE, CSV and ARCHIVE;"
                            + " from clone-agent serve --server --with-unlogged-tables, and into a directory of the clone's own.")
    boolean withUnloggedTables;

    Limits limits() {
        return new Limits(maxDataBandwidth, maxNetworkBandwidth);
    }

    DdlPolicy ddl() {
        return new DdlPolicy(ddlTimeout, blockDdl);
    }
}
