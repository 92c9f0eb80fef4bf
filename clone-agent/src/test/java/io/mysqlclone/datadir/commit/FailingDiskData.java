package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.release.ServerVersion;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The data of a server with a file of each kind that a commit in place tells apart, and a clone that is received into it,
 * on a disk that may fail; with logs and a tablespace of it elsewhere.
 */
final class FailingDiskData {
    private static final CloneStatus STATUS =
            new CloneStatus("donor:3306", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Map.of());

    private static final List<String> OLD = List.of(
            "ibdata1",
            "mysql.ibd",
            "undo_001",
            "undo_002",
            "#innodb_redo/#ib_redo5",
            "#innodb_redo/#ib_redo6_tmp",
            "#ib_16384_0.dblwr",
            "auto.cnf",
            "mysql/general_log.CSV",
            "both/t.ibd",
            "both/old.ibd",
            "both/m.MYD",
            "only_old/o.ibd");

    /** In their places to be; the first is the one whose system tablespace tells of the commit. */
    private static final List<String> CLONED = List.of(
            "ibdata1",
            "mysql.ibd",
            "undo_001",
            "undo_002",
            "#innodb_redo/#ib_redo0",
            "both/t.ibd",
            "both/new.ibd",
            "only_new/n.ibd");

    private static final String ELSEWHERE = "/fast/e.ibd";
    private static final String STAGED_ELSEWHERE = "/fast/#clone-agent/1/0";

    /** What the lists of mysqld and the manifest tell from what is in the directory; not data. */
    private static final List<String> NOT_DATA =
            List.of("/data/#clone", "/data/#clone-agent", "/fast/#clone-agent", "/logs/#clone-agent");

    private FailingDiskData() {}

    /** Nobody is there, and nothing need be waited for. */
    static final CommitSteps ALONE = new CommitSteps() {
        @Override
        public void before(String step) {}

        @Override
        public Duration watch(Duration time) {
            return Duration.ZERO;
        }
    };

    /** The clone is received, the old server has stopped, and all of it is durable. */
    static StrictFileSystem received() throws IOException {
        var disk = new StrictFileSystem();
        for (String folder : List.of("/data", "/logs", "/fast", "/fast/#clone-agent", "/fast/#clone-agent/1")) {
            Files.createDirectory(disk.getPath(folder));
        }
        for (String name : OLD) {
            write(disk.getPath("/data").resolve(name), "old " + name);
        }
        log(disk, "/data/binlog.000001", false);
        write(disk.getPath("/data/binlog.index"), "./binlog.000001\n");
        log(disk, "/data/relay.000001", true);
        write(disk.getPath("/data/relay.index"), "./relay.000001\n");
        log(disk, "/logs/bin.000007", false);
        write(disk.getPath("/logs/bin.index"), "/logs/bin.000007\n");
        write(disk.getPath(STAGED_ELSEWHERE), "clone " + ELSEWHERE);
        DataDirectory directory = directory(disk);
        var staging = new Staging(directory);
        staging.create();
        for (int index = 0; index < CLONED.size(); index++) {
            Files.writeString(staging.data(index), "clone " + CLONED.get(index));
        }
        disk.sync();
        return disk;
    }

    private static void write(Path file, String content) throws IOException {
        if (!Files.exists(file.resolveSibling(""))) {
            Files.createDirectory(file.getParent());
        }
        Files.writeString(file, content);
    }

    /** A log that holds something. */
    private static void log(StrictFileSystem disk, String name, boolean relay) throws IOException {
        byte[] bytes = EmptyBinlog.bytes(Instant.EPOCH, new ServerVersion(9, 7, 4));
        if (relay) {
            bytes[4 + 17] |= 0x40;
        }
        Files.write(disk.getPath(name), Arrays.copyOf(bytes, bytes.length + 40));
    }

    static DataDirectory directory(StrictFileSystem disk) throws IOException {
        return DataDirectory.open(disk.getPath("/data"));
    }

    static InPlaceForm form(StrictFileSystem disk) throws IOException {
        return new InPlaceForm(directory(disk), List.of(disk.getPath("/logs/bin.index")), false, ALONE);
    }

    static ModelServer server(StrictFileSystem disk) {
        return new ModelServer(disk, "/data");
    }

    static void commit(StrictFileSystem disk) throws IOException {
        DataDirectory directory = directory(disk);
        var staging = new Staging(directory);
        List<PlacedFile> files = new ArrayList<>();
        for (int index = 0; index < CLONED.size(); index++) {
            files.add(new PlacedFile(staging.data(index), directory.root().resolve(CLONED.get(index))));
        }
        files.add(new PlacedFile(disk.getPath(STAGED_ELSEWHERE), disk.getPath(ELSEWHERE)));
        form(disk).commit(files, List.of(), STATUS);
    }

    /** What a server does to its data, whichever it is: in place, by name, and in its logs. All of it reaches the disk. */
    static void work(StrictFileSystem disk) throws IOException {
        Path data = disk.getPath("/data");
        for (String name : List.of("ibdata1", "undo_001", "#ib_16384_0.dblwr", "mysql/general_log.CSV")) {
            Files.writeString(data.resolve(name), " and more", StandardOpenOption.APPEND);
        }
        Files.delete(data.resolve("both/t.ibd"));
        write(data.resolve("both/later.ibd"), "later");
        write(data.resolve("later/l.ibd"), "later");
        log(disk, "/data/binlog.000002", false);
        Files.writeString(data.resolve("binlog.index"), "./binlog.000002\n", StandardOpenOption.APPEND);
        log(disk, "/logs/bin.000008", false);
        Files.writeString(disk.getPath("/logs/bin.index"), "/logs/bin.000008\n", StandardOpenOption.APPEND);
        disk.sync();
    }

    /** Every file with its content, every directory, and the empty log by that name. */
    static Map<String, String> data(StrictFileSystem disk) throws IOException {
        Map<String, String> data = new TreeMap<>();
        for (String top : List.of("/data", "/logs", "/fast")) {
            try (Stream<Path> tree = Files.walk(disk.getPath(top))) {
                for (Path path : tree.toList()) {
                    if (NOT_DATA.stream().noneMatch(folder -> path.startsWith(disk.getPath(folder)))) {
                        data.put(path.toString(), content(path));
                    }
                }
            }
        }
        return data;
    }

    private static String content(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return "directory";
        }
        byte[] bytes = Files.readAllBytes(path);
        byte[] empty = EmptyBinlog.bytes(Instant.EPOCH, new ServerVersion(9, 7, 4));
        if (bytes.length > 0 && bytes[0] == empty[0]) {
            return bytes.length == empty.length ? "an empty log" : "a log";
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What the data is, and must not be. */
    static List<String> difference(StrictFileSystem disk, Map<String, String> expected) throws IOException {
        Map<String, String> found = data(disk);
        Set<String> names = new TreeSet<>(found.keySet());
        names.addAll(expected.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(found.get(name), expected.get(name)))
                .map(name -> "%s is %s and must be %s".formatted(name, found.get(name), expected.get(name)))
                .toList();
    }

    /** What {@code old} becomes when the clone has taken its place. */
    static Map<String, String> cloneOf(Map<String, String> old) {
        Map<String, String> clone = new TreeMap<>();
        old.forEach((name, content) -> {
            boolean log = name.matches(".*bin(log)?\\.\\d+");
            boolean replaced =
                    name.matches(".*(\\.ib[du]|\\.MYD|/ibdata1|/undo_\\d+)|/data/#innodb_redo/.*|/data/relay\\..*");
            boolean emptied = name.matches("/data/(only_old|later)");
            if (!replaced && !emptied) {
                clone.put(name, log ? "an empty log" : content);
            }
        });
        CLONED.forEach(name -> clone.put("/data/" + name, "clone " + name));
        clone.put("/data/only_new", "directory");
        clone.put(ELSEWHERE, "clone " + ELSEWHERE);
        return clone;
    }

    /** Nothing of ours is left in mysqld's way. */
    static void assertNoMarkers(StrictFileSystem disk) throws IOException {
        Path folder = disk.getPath("/data/#clone");
        if (Files.exists(folder)) {
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(Path::getFileName).map(Path::toString))
                        .noneMatch(CloneMarkers.UNCONSUMED::contains);
            }
        }
    }
}
