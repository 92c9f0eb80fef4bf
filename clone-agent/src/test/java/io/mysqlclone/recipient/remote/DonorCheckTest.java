package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DonorCheckTest {
    private final Map<String, String> donor = new TreeMap<>(Map.of(
            "version", "9.7.4-2",
            "version_compile_os", System.getProperty("os.name"),
            "version_compile_machine", System.getProperty("os.arch").replace("amd64", "x86_64"),
            "innodb_page_size", "16384",
            "maturity", "LTS"));

    @Test
    void aDonorLikeThisHostIsTaken() {
        assertThat(fresh().mismatches()).isEmpty();
        assertThat(fresh().server()).hasValueSatisfying(server -> {
            assertThat(server.variable("innodb_page_size")).contains("16384");
            assertThat(server.versionNumber()).isEqualTo(90704);
        });
    }

    /** A donor of an older protocol tells less, and some leave out what nobody needs. */
    @Test
    void whatADonorDoesNotTellIsNoMismatch() {
        donor.keySet().retainAll(List.of("version"));
        assertThat(fresh().mismatches()).isEmpty();
        assertThat(fresh().server()).isPresent();
    }

    @Test
    void allMismatchesComeAtOnce() {
        donor.put("version_compile_os", "Win64");
        donor.put("version_compile_machine", "sparc");
        donor.put("innodb_page_size", "4096");
        donor.put("version", "8.4.3");
        assertThat(inPlaceOf(live("9.7.4")).mismatches())
                .satisfiesExactly(
                        os -> assertThat(os).contains("Win64", "3865 ER_CLONE_OS"),
                        machine -> assertThat(machine).contains("sparc", "3866 ER_CLONE_PLATFORM"),
                        size -> assertThat(size).contains("4096", "16384", "3868 ER_CLONE_CONFIG"),
                        version -> assertThat(version).contains("8.4.3", "9.7.4", "3864 ER_CLONE_DONOR_VERSION"));
    }

    @Test
    void inPlaceTheServersMustFit() {
        assertThat(inPlaceOf(live("9.7.9")).mismatches()).isEmpty();
        donor.put("version", "8.0.42");
        assertThat(inPlaceOf(live("8.4.6")).mismatches())
                .singleElement()
                .asString()
                .contains("8.0.42", "8.4.6", "needs MySQL 8.0.37 or a later 8.0", "3864");
    }

    /** Without a version nothing can be compared, and an unfit clone costs an outage. */
    @Test
    void inPlaceTheVersionMustBeKnown() {
        assertThat(inPlaceOf(new LiveServer(Path.of("/data"), 16384, Optional.empty()))
                        .mismatches())
                .singleElement()
                .asString()
                .contains("/data", "can't be told", "--server-version");
    }

    @Test
    void theNextLongTermServerIsTaken() {
        assertThat(inPlaceOf(live("28.4.0")).mismatches()).isEmpty();
        donor.put("maturity", "INNOVATION");
        assertThat(inPlaceOf(live("28.4.0")).mismatches()).hasSize(1);
    }

    @Test
    void serversThatAreNewerThanThisProgramAreDoubtedAndTaken() {
        donor.put("version", "32.4.1");
        assertThat(inPlaceOf(live("34.4.0")).mismatches()).isEmpty();
        assertThat(inPlaceOf(live("34.4.0")).doubt().orElseThrow()).contains("34.4.0", "32.4.1", "not known");
        assertThat(inPlaceOf(live("32.4.0")).doubt()).isEmpty();
    }

    /** Again, after the greeting: it could be a proxy's. */
    @Test
    void aDonorWithAnotherRedoLogIsRefusedAnywhere() {
        donor.put("version", "8.0.29");
        for (DonorCheck check : List.of(fresh(), inPlaceOf(live("8.0.29")))) {
            assertThat(check.mismatches())
                    .singleElement()
                    .asString()
                    .contains("8.0.30 and later", "8.0.29", "3864 ER_CLONE_DONOR_VERSION");
        }
    }

    private static LiveServer live(String version) {
        return new LiveServer(
                Path.of("/data"), 16384, ServerVersion.parse(version).map(Release::of));
    }

    @Test
    void aVersionIsNeeded() {
        donor.remove("version");
        assertThat(fresh().mismatches()).singleElement().asString().contains("no version");
    }

    @Test
    void whatADonorSaysIsShownInOneShortLine() {
        donor.put("version_compile_os", "a\nb" + "c".repeat(60_000));
        assertThat(fresh().mismatches())
                .singleElement()
                .asString()
                .hasSizeLessThan(400)
                .doesNotContain("\n");
    }

    private DonorCheck fresh() {
        return new DonorCheck(
                new DonorParameters(Map.of(), List.of(), donor), CloneEngines.standard()::accept, Optional.empty());
    }

    private DonorCheck inPlaceOf(LiveServer live) {
        return new DonorCheck(
                new DonorParameters(Map.of(), List.of(), donor), CloneEngines.standard()::accept, Optional.of(live));
    }
}
