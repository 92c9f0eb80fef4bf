package io.mysqlclone.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.release.CloneRules.Answer;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloneRulesTest {
    /** The pairs of the server's own unit test come first (recipient, donor). */
    @ParameterizedTest
    @CsvSource({
        "28.4.3, 9.7.5, YES",
        "30.4.1, 28.4.4, YES",
        "26.7.5, 26.7.0, YES",
        "8.0.38, 8.0.37, YES",
        "8.4.0, 8.4.8, YES",
        "28.1.0, 9.7.0, NO",
        "26.10.0, 26.7.0, NO",
        "30.4.0, 9.7.0, NO",
        "9.7.0, 8.4.0, NO",
        "9.7.1, 28.4.4, NO",
        "8.0.38, 8.0.35, NO",
        // Others.
        "9.7.4, 9.7.4, YES",
        "9.7.4, 9.7.5, YES",
        "26.7.0, 26.7.2, YES",
        "32.4.0, 30.4.7, YES",
        "8.0.36, 8.0.36, YES",
        "8.0.36, 8.0.35, NO",
        "8.0.37, 8.0.36, NO",
        "8.0.37, 8.0.45, YES",
        "8.0.45, 8.0.37, YES",
        "8.4.3, 8.0.45, NO",
        "9.7.4, 9.6.0, NO",
        "9.6.0, 9.7.0, NO",
        "26.7.0, 9.7.0, NO",
        "28.4.0, 26.7.0, NO",
        "32.4.0, 28.4.0, NO",
        "34.4.0, 32.4.0, NOT_KNOWN",
        "36.4.0, 34.4.0, NOT_KNOWN",
        "32.4.0, 34.4.0, NO",
        "34.4.0, 30.4.0, NO",
        "34.4.0, 34.4.9, YES"
    })
    void knowsWhichServerStartsOnWhichClone(String recipient, String donor, Answer answer) {
        assertThat(CloneRules.startsOn(release(recipient), release(donor))).isEqualTo(answer);
    }

    /** A series of the chain that says it is none of the long-term ones is believed. */
    @ParameterizedTest
    @CsvSource({
        "28.4.0, LTS, 9.7.4, LTS, YES",
        "28.4.0, INNOVATION, 9.7.4, LTS, NO",
        "28.4.0, LTS, 9.7.4, INNOVATION, NO",
        "34.4.0, LTS, 32.4.0, LTS, NOT_KNOWN",
        "33.1.0, INNOVATION, 32.4.0, LTS, NO",
        "26.7.1, INNOVATION, 26.7.0, INNOVATION, YES"
    })
    void anInnovationReleaseGoesWithItsOwnSeriesOnly(
            String recipient, String maturity, String donor, String donorMaturity, Answer answer) {
        assertThat(CloneRules.startsOn(release(recipient, maturity), release(donor, donorMaturity)))
                .isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8.0.36 | exactly MySQL 8.0.36",
                "8.0.30 | exactly MySQL 8.0.30",
                "8.0.37 | MySQL 8.0.37 or a later 8.0",
                "8.0.45 | MySQL 8.0.37 or a later 8.0",
                "8.4.6 | MySQL 8.4 of any patch level",
                "9.6.0 | MySQL 9.6 of any patch level",
                "9.7.4 | MySQL 9.7 of any patch level, or 28.4, the next long-term series",
                "26.10.0 | MySQL 26.10 of any patch level",
                "28.4.1 | MySQL 28.4 of any patch level, or 30.4, the next long-term series",
                "32.4.0 | MySQL 32.4 of any patch level"
            })
    void saysWhichServerStarts(String donor, String words) {
        assertThat(CloneRules.starters(version(donor))).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.0.17", "8.0.29", "5.7.44"})
    void aDonorWithAnotherRedoLogIsRefused(String donor) {
        assertThat(CloneRules.refusal(version(donor)).orElseThrow())
                .contains("8.0.30 and later", donor, "redo log has another form", "3864 ER_CLONE_DONOR_VERSION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.0.30", "8.4.0", "9.7.4", "26.10.0", "40.4.0"})
    void otherDonorsAreNot(String donor) {
        assertThat(CloneRules.refusal(version(donor))).isEmpty();
    }

    @Test
    void knowsTheLongTermSeries() {
        assertThat(CloneRules.isLongTerm(new Series(8, 4))).isTrue();
        assertThat(CloneRules.isLongTerm(new Series(9, 7))).isTrue();
        assertThat(CloneRules.isLongTerm(new Series(28, 4))).isTrue();
        assertThat(CloneRules.isLongTerm(new Series(8, 0))).isFalse();
        assertThat(CloneRules.isLongTerm(new Series(26, 10))).isFalse();
    }

    @Property
    void aServerStartsOnACloneOfItself(@ForAll("versions") ServerVersion version) {
        assertThat(CloneRules.startsOn(Release.of(version), Release.of(version)))
                .isEqualTo(Answer.YES);
    }

    @Property
    void noServerStartsOnACloneOfALaterSeries(
            @ForAll("versions") ServerVersion mine, @ForAll("versions") ServerVersion theirs) {
        if (mine.series().compareTo(theirs.series()) < 0) {
            assertThat(CloneRules.startsOn(Release.of(mine), Release.of(theirs)))
                    .isEqualTo(Answer.NO);
        }
    }

    /** The words and the answer are of one rule: each series that is named starts, and each 8.0 that is not does not. */
    @Property
    void theWordsNameWhoStarts(@ForAll("versions") ServerVersion mine, @ForAll("versions") ServerVersion theirs) {
        boolean starts = CloneRules.startsOn(Release.of(mine), Release.of(theirs)) == Answer.YES;
        String words = CloneRules.starters(theirs);
        boolean named = mine.series().equals(new Series(8, 0))
                ? words.equals("exactly MySQL " + mine) || (words.contains("a later 8.0") && mine.patch() >= 37)
                : words.startsWith("MySQL " + mine.series() + " of") || words.contains("or " + mine.series() + ",");
        assertThat(starts).isEqualTo(named);
    }

    @Provide
    Arbitrary<ServerVersion> versions() {
        Arbitrary<Series> series = Arbitraries.of(
                new Series(8, 0),
                new Series(8, 4),
                new Series(9, 6),
                new Series(9, 7),
                new Series(26, 7),
                new Series(26, 10),
                new Series(28, 4),
                new Series(30, 4),
                new Series(32, 4),
                new Series(34, 4));
        return Combinators.combine(series, Arbitraries.integers().between(0, 60))
                .as((of, patch) -> new ServerVersion(of.major(), of.minor(), patch));
    }

    private static Release release(String version) {
        return Release.of(version(version));
    }

    private static Release release(String version, String maturity) {
        return new Release(version(version), Optional.of(maturity));
    }

    private static ServerVersion version(String text) {
        return ServerVersion.parse(text).orElseThrow();
    }
}
