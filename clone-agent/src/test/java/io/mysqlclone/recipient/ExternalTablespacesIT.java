package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tablespaces that the donor keeps outside its data directory. */
final class ExternalTablespacesIT {
    private static final String FILES =
            "SELECT FILE_NAME FROM information_schema.files WHERE FILE_NAME LIKE '/%' ORDER BY FILE_NAME";

    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static Path external;
    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() throws Exception {
        external = Files.createDirectory(scratch.toRealPath().resolve("external"));
        donor = MysqlServer.builder(scratch)
                .donor()
                .option("--innodb-directories=" + external)
                .start();
        SampleData.in("sample").mebibytes(4).externalDirectory(external).createIn(donor);
        donor.execute("CREATE TABLE sample.parts (a INT PRIMARY KEY) PARTITION BY RANGE (a) ("
                + "PARTITION near VALUES LESS THAN (10), PARTITION far VALUES LESS THAN (20) DATA DIRECTORY = '"
                + external + "'); INSERT INTO sample.parts VALUES (1), (11)");
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @Test
    void areRefusedAllAtOnceWithoutAPlaceForThem() {
        CloneRequest request = CloneRequests.from(donor).into(target);

        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class, () -> new CloneRun(CloneEngines.standard(), request, event -> {}).run());

        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(failure)
                .hasMessage("tablespaces of the donor lie outside its data directory: "
                        + external + "/sample/elsewhere.ibd, "
                        + external + "/sample/parts#p#far.ibd, "
                        + external + "/sample_external.ibd"
                        + "; map each directory to one on this host that mysqld is given in innodb_directories: --relocate "
                        + external + "=DIR");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void goWhereTheyAreRelocated() throws Exception {
        Path elsewhere = target.toRealPath().resolve("elsewhere");
        CloneRequest request =
                CloneRequests.from(donor).relocate(external, elsewhere).into(target.resolve("copy"));

        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();

        assertThat(result.innodbDirectories()).containsExactly(elsewhere);
        try (MysqlServer copy = StartedCopy.of(result).start()) {
            CloneAssertions.assertSameAs(donor, copy);
            assertThat(copy.query(FILES))
                    .hasSize(3)
                    .allSatisfy(row -> assertThat(row.getFirst()).startsWith(elsewhere.toString()));
            assertThat(elsewhere.resolve("#clone-agent")).doesNotExist();
            // The donor is a neighbour on this host; writing to the copy must not reach its files.
            copy.execute(
                    "DELETE FROM sample.elsewhere; DELETE FROM sample.elsewhere_general; DELETE FROM sample.parts");
            CloneAssertions.assertHealthyRestart(copy);
        }
        assertThat(donor.sql().value("SELECT COUNT(*) FROM sample.elsewhere")).isNotEqualTo("0");
    }

    @Test
    void mayBeBroughtIntoTheDataDirectory() throws Exception {
        CloneRequest request =
                CloneRequests.from(donor).relocate(external, target).into(target);

        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();

        assertThat(result.innodbDirectories()).isEmpty();
        assertThat(target.resolve("sample/elsewhere.ibd")).exists();
        StartedCopy.assertEquals(donor, result);
    }

    @Test
    void mayNotBeBroughtIntoASubdirectoryOfTheDataDirectory() {
        CloneRequest request = CloneRequests.from(donor)
                .relocate(external, target.resolve("external"))
                .into(target);

        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class, () -> new CloneRun(CloneEngines.standard(), request, event -> {}).run());

        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(failure)
                .hasMessageContaining("a subdirectory of the data directory, where mysqld opens no general tablespace")
                .hasMessageContaining(external.toString());
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void doNotReplaceWhatIsInTheirNewPlace() throws Exception {
        Path occupied = Files.createDirectory(target.toRealPath().resolve("occupied"));
        Path neighbour = Files.writeString(occupied.resolve("sample_external.ibd"), "somebody else's");
        CloneRequest request =
                CloneRequests.from(donor).relocate(external, occupied).into(target.resolve("copy"));

        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class, () -> new CloneRun(CloneEngines.standard(), request, event -> {}).run());

        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
        assertThat(failure).hasMessageStartingWith(neighbour + " exists already");
        assertThat(neighbour).hasContent("somebody else's");
        assertThat(occupied.toFile().list()).containsExactly("sample_external.ibd");
        assertThat(target.resolve("copy")).doesNotExist();
    }
}
