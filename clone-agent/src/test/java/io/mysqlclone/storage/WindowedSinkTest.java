package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.Path;

final class WindowedSinkTest extends BlockSinkConformance {
    @Override
    BlockSinks sinks(Path directory) throws IOException {
        return BlockSinks.throughPageCache(directory);
    }
}
