package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import picocli.CommandLine.Option;

/** How data is copied, from wherever it comes. */
abstract class CopyOptions {
    @Option(
            names = "--buffer-size",
            order = 1,
            paramLabel = "SIZE",
            defaultValue = "4M",
            converter = Values.Buffer.class,
            description = "Buffers of each connection or thread, of which one half is written while the other one"
                    + " fills; 1M to 256M (K, M, G are powers of 1024).")
    int bufferSize;

    @Option(
            names = "--max-data-bandwidth",
            order = 1,
            paramLabel = "SIZE/s",
            defaultValue = "0",
            converter = Values.BytesPerSecond.class,
            description = "Limit on what is written, over all connections or threads, such as 200M/s; 0 for none.")
    long maxDataBandwidth;

    @Option(
            names = "--verify-pages",
            order = 3,
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            converter = Values.Switch.class,
            description = "Check the checksum of every InnoDB page as it arrives, or do not.")
    boolean verifyPages = true;
}
