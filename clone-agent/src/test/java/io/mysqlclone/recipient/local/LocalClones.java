package io.mysqlclone.recipient.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clone of a directory in which a test names only what it is about. */
final class LocalClones {
    private final Path source;
    private final List<Path> directories = new ArrayList<>();
    private Optional<Path> keyring = Optional.empty();
    private final List<Relocation> relocations = new ArrayList<>();
    private int threads = 4;
    private boolean verify = true;
    private long bandwidth;
    private final List<CloneEvent> events = new CopyOnWriteArrayList<>();

    private LocalClones(Path source) {
        this.source = source;
    }

    static LocalClones of(Path source) {
        return new LocalClones(source);
    }

    LocalClones keyring(Path file) {
        keyring = Optional.of(file);
        return this;
    }

    LocalClones alsoIn(Path directory) {
        directories.add(directory);
        return this;
    }

    LocalClones relocate(Path from, Path to) {
        relocations.add(new Relocation(from.toString(), to));
        return this;
    }

    LocalClones threads(int count) {
        threads = count;
        return this;
    }

    LocalClones unverified() {
        verify = false;
        return this;
    }

    LocalClones bandwidth(long bytesPerSecond) {
        bandwidth = bytesPerSecond;
        return this;
    }

    List<CloneEvent> events() {
        return events;
    }

    CloneRun into(Path target) {
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(source),
                new CloneRequest.Target(target, false, relocations),
                new CloneRequest.Concurrency.Fixed(threads),
                new Limits(bandwidth, 0),
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                verify,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        var settings = new Settings(source, directories, keyring);
        return new CloneRun(CloneEngines.standard(), request, () -> List.of(StaticDonor.open(settings)), events::add);
    }

    CloneResult run(Path target) throws CloneFailure {
        return into(target).run();
    }

    /** What a server holds, to be compared when it is stopped. */
    record Content(Map<String, String> checksums, String gtids) {
        static Content of(MysqlServer server) {
            return new Content(server.checksums(), server.gtidExecuted());
        }
    }

    /** Starts a server on a clone: it has what is expected, and says of itself that it is a complete clone. */
    static void assertServes(Content expected, CloneResult result, String... options) {
        assertServes(expected, result, MysqlServer.builder(result.dataDir()), options);
    }

    static void assertServes(Content expected, CloneResult result, MysqlServerBuilder builder, String... options) {
        builder.dataDir(result.dataDir()).donor();
        List.of(options).forEach(builder::option);
        if (!result.innodbDirectories().isEmpty()) {
            builder.option("--innodb-directories="
                    + String.join(
                            ";",
                            result.innodbDirectories().stream()
                                    .map(Path::toString)
                                    .toList()));
        }
        try (MysqlServer copy = builder.start()) {
            CloneAssertions.assertSameTables(expected.checksums(), copy.checksums());
            assertThat(copy.gtidExecuted()).isEqualTo(expected.gtids());
            assertThat(CloneAssertions.errors(copy)).as("errors in the log").isEmpty();
            assertThat(copy.query("SELECT STATE, SOURCE, ERROR_NO FROM performance_schema.clone_status"))
                    .containsExactly(List.of("Completed", result.donor(), "0"));
            assertThat(copy.sql().value("SELECT SUM(DATA) FROM performance_schema.clone_progress"))
                    .isEqualTo(Long.toString(result.dataBytes()));
            CloneAssertions.assertHealthyRestart(copy);
        }
    }
}
