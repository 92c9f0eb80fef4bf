package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a donor would send: the files of a clone that a real server made locally, with what the donor said of its data. */
record ReceivedClone(Path files, Map<String, String> checksums, String gtids) {

    static ReceivedClone from(MysqlServer donor, Path target) {
        donor.execute("CLONE LOCAL DATA DIRECTORY '" + target + "'");
        return new ReceivedClone(target, donor.checksums(), donor.gtidExecuted());
    }

    /** Stores all files as the recipient would, through sinks into the staging area. */
    List<PlacedFile> receive(DataDirectory directory) throws IOException {
        Staging staging = new Staging(directory);
        staging.create();
        BlockSinks sinks = BlockSinks.probe(directory.agentDirectory());
        ByteBuffer buffer = AlignedBuffers.allocate(1 << 20);
        List<PlacedFile> placed = new ArrayList<>();
        for (Path file : list()) {
            String name = files.relativize(file).toString();
            PlacedFile target;
            if (name.startsWith("#innodb_redo/#ib_redo")) {
                int index = Integer.parseInt(name.substring("#innodb_redo/#ib_redo".length()));
                target = new PlacedFile(staging.redo(index), directory.root().resolve("#innodb_redo/#ib_redo" + index));
            } else {
                target = new PlacedFile(staging.data(placed.size()), directory.resolve("./" + name));
            }
            copy(file, sinks, target.staged(), buffer);
            placed.add(target);
        }
        return placed;
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> tree = Files.walk(files)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> !files.relativize(file).startsWith("#clone"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, BlockSinks sinks, Path to, ByteBuffer buffer) throws IOException {
        try (FileChannel source = FileChannel.open(from);
                BlockSink sink = sinks.open(to, true)) {
            for (long at = 0; at < source.size(); ) {
                buffer.clear();
                int read = source.read(buffer, at);
                sink.write(buffer.flip(), at);
                at += read;
            }
        }
    }

    static CloneStatus status() {
        Instant begin = Instant.parse("2026-01-02T03:04:05.123456Z");
        Instant end = begin.plusSeconds(60);
        return new CloneStatus(
                "donor.example:3306",
                begin,
                end,
                Map.of(
                        CloneStatus.Stage.FILE_COPY,
                        new CloneStatus.Progress(CloneStatus.State.COMPLETED, 4, begin, end, 1000, 1000, 1100)));
    }
}
