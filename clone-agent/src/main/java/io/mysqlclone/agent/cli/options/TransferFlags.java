package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.DdlPolicy;
import io.mysqlclone.recipient.Limits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How the data is moved. */
final class TransferFlags {
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
            names = "--buffer-size",
            paramLabel = "SIZE",
            defaultValue = "4M",
            converter = Values.Buffer.class,
            description =
                    "Buffers of each connection, of which one half is written while the other one fills; 1M to 256M"
                            + " (K, M, G are powers of 1024).")
    int bufferSize;

    @Option(
            names = "--max-data-bandwidth",
            paramLabel = "SIZE/s",
            defaultValue = "0",
            converter = Values.BytesPerSecond.class,
            description = "Limit on what is written, over all connections, such as 200M/s; 0 for none.")
    long maxDataBandwidth;

    @Option(
            names = "--max-network-bandwidth",
            paramLabel = "SIZE/s",
            defaultValue = "0",
            converter = Values.BytesPerSecond.class,
            description = "Limit on what is received, over all connections; 0 for none.")
    long maxNetworkBandwidth;

    @Option(
            names = "--ddl-timeout",
            paramLabel = "DURATION",
            defaultValue = "300s",
            converter = Values.DdlTime.class,
            description = "How long the donor waits for DDL that runs when the clone begins (clone_ddl_timeout).")
    Duration ddlTimeout = Duration.ZERO;

    @Option(
            names = "--block-ddl",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Make new DDL on the donor wait until the clone has ended (clone_block_ddl).")
    boolean blockDdl;

    @Option(
            names = "--stall-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Values.PositiveTime.class,
            description =
                    "Longest silence of the donor before its connections are given up; there is no limit on the whole"
                            + " transfer.")
    Duration stallTimeout = Duration.ZERO;

    @Option(
            names = "--reconnect-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Values.Time.class,
            description = "How long a lost donor is tried again; 0s: not at all.")
    Duration reconnectTimeout = Duration.ZERO;

    @Option(
            names = "--verify-pages",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            converter = Values.Switch.class,
            description = "Check the checksum of every InnoDB page as it arrives, or do not.")
    boolean verifyPages = true;

    Limits limits() {
        return new Limits(maxDataBandwidth, maxNetworkBandwidth);
    }

    DdlPolicy ddl() {
        return new DdlPolicy(ddlTimeout, blockDdl);
    }
}
