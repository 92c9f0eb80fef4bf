package io.mysqlclone.datadir.live;

import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.release.UpgradeHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which mysqld last ran on a data directory. It may be running. */
public final class LastServer {
    private static final String DICTIONARY = "mysql.ibd";

    /**
     * In the first page of {@code mysql.ibd}: the version that last ran on it, which mysqld writes at each upgrade (FIL header
     * of page 0, "server version"; never encrypted). Seen on 9.7.4; for 8.0 it is from its source.
     */
    private static final int SERVER_VERSION = 8;

    private LastServer() {}

    /**
     * What the files tell, the surest first: {@code mysql_upgrade_history} of servers since 8.4; the newest binary log, which
     * each start begins; the data dictionary's tablespace, to which an upgrade comes by a checkpoint only.
     *
     * @param logIndexes index files of its logs that are not in its data directory
     */
    public static Optional<Release> of(Path dataDir, List<Path> logIndexes) throws IOException {
        Optional<Release> history = UpgradeHistory.last(dataDir);
        if (history.isPresent()) {
            return history;
        }
        Optional<ServerVersion> logged = logged(LogIndex.all(dataDir, logIndexes));
        return (logged.isPresent() ? logged : dictionary(dataDir.resolve(DICTIONARY))).map(Release::of);
    }

    private static Optional<ServerVersion> logged(List<LogIndex> indexes) throws IOException {
        Stream.Builder<LogWriter> newest = Stream.builder();
        for (LogIndex index : indexes) {
            if (!index.binaryLogs().isEmpty()) {
                LogWriter.of(index.binaryLogs().getLast()).ifPresent(newest);
            }
        }
        return newest.build().max(Comparator.comparingLong(LogWriter::begun)).map(LogWriter::version);
    }

    private static Optional<ServerVersion> dictionary(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            while (number.hasRemaining() && channel.read(number, SERVER_VERSION + number.position()) >= 0) {}
        }
        return number.hasRemaining()
                ? Optional.empty()
                : Optional.of(ServerVersion.ofNumber(number.getInt(0))).filter(CloneRules::isPossible);
    }
}
