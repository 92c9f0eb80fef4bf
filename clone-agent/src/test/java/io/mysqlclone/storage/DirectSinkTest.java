package io.mysqlclone.storage;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;

final class DirectSinkTest extends BlockSinkConformance {
    @Override
    BlockSinks sinks(Path directory) throws IOException {
        BlockSinks sinks = BlockSinks.probe(directory);
        assumeThat(sinks.capabilities().direct())
                .as("NOT TESTED: direct writes, because the file system of %s refuses O_DIRECT", directory)
                .isTrue();
        return sinks;
    }
}
