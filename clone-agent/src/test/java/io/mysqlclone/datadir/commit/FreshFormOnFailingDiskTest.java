package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.strict.Fault;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The commit of a fresh clone, cut off or failing at each operation that changes something: the next process puts all files
 * in their places, and until then no mysqld takes the directory for a clone.
 */
final class FreshFormOnFailingDiskTest {
    private static final List<String> NAMES = List.of("ibdata1", "mysql.ibd", "d/t1.ibd", "d/t2.ibd");

    private static final CloneStatus STATUS =
            new CloneStatus("donor:3306", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Map.of());

    @ParameterizedTest
    @EnumSource
    void theNextProcessEndsTheCommit(Fault fault) throws IOException {
        int number = 0;
        int struck = 0;
        for (boolean more = true; more; number++) {
            for (int seed = 0; seed < 4; seed++) {
                StrictFileSystem disk = received();
                disk.fail(number, fault);
                boolean complete = attempt(disk);
                more = number < disk.operations();
                if (!disk.hasStruck()) {
                    assertThat(complete).as("without a failure").isTrue();
                    continue;
                }
                struck++;
                StrictFileSystem next =
                        switch (seed) {
                            case 0 -> disk.afterPowerFailure();
                            case 1 -> fault == Fault.POWER_OFF ? disk.afterPowerFailure() : disk;
                            default -> disk.afterPowerFailure(new Random(1000L * seed + number));
                        };
                assertThat(isConsumable(next))
                        .as("%s at operation %s", fault, number)
                        .isIn(complete, isComplete(next));
                assertThat(attempt(next))
                        .as("%s at operation %s", fault, number)
                        .isTrue();
                assertThat(isComplete(next.afterPowerFailure()))
                        .as("%s at operation %s", fault, number)
                        .isTrue();
            }
        }
        assertThat(struck).isGreaterThan(fault == Fault.LOST_WRITE ? 10 : 100);
    }

    /** A directory in which everything has been received, durably. */
    private static StrictFileSystem received() throws IOException {
        var disk = new StrictFileSystem();
        Files.createDirectory(disk.getPath("/data"));
        DirectorySync.directory(disk.getPath("/"));
        DataDirectory directory = DataDirectory.open(disk.getPath("/data"));
        new FreshForm(directory).begin();
        var staging = new Staging(directory);
        staging.create();
        for (int index = 0; index < NAMES.size(); index++) {
            Files.writeString(staging.data(index), "content of " + NAMES.get(index));
            DirectorySync.file(staging.data(index));
        }
        DirectorySync.directory(staging.data(0).resolveSibling(".").normalize());
        DirectorySync.directory(directory.agentDirectory());
        return disk;
    }

    private static boolean attempt(StrictFileSystem disk) {
        try {
            DataDirectory directory = DataDirectory.open(disk.getPath("/data"));
            var staging = new Staging(directory);
            List<PlacedFile> files = new ArrayList<>();
            for (int index = 0; index < NAMES.size(); index++) {
                files.add(new PlacedFile(staging.data(index), directory.root().resolve(NAMES.get(index))));
            }
            new FreshForm(directory).commit(files, List.of(), STATUS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a mysqld that is started now takes the directory for a clone. */
    private static boolean isConsumable(StrictFileSystem disk) {
        return Files.exists(disk.getPath("/data/#clone/#status_fix"))
                && !Files.exists(disk.getPath("/data/#clone/#status_in_progress"));
    }

    private static boolean isComplete(StrictFileSystem disk) throws IOException {
        for (String name : NAMES) {
            Path file = disk.getPath("/data").resolve(name);
            if (!Files.exists(file)
                    || !Files.readString(file, StandardCharsets.UTF_8).equals("content of " + name)) {
                return false;
            }
        }
        return isConsumable(disk);
    }
}
