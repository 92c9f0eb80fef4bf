package io.mysqlclone.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of GTIDs against plain sets of single transactions. */
final class GtidSetTest {
    private static final String A = "11111111-1111-1111-1111-111111111111";
    private static final String B = "aaff6996-ebdf-11f1-9845-02fc00000001";
    private static final int MOST = 12;

    /** One transaction, in the plain model. */
    record Transaction(GtidOrigin origin, long number) implements Comparable<Transaction> {
        @Override
        public int compareTo(Transaction other) {
            int byOrigin = origin.compareTo(other.origin);
            return byOrigin != 0 ? byOrigin : Long.compare(number, other.number);
        }
    }

    @Provide
    Arbitrary<Set<Transaction>> transactions() {
        Arbitrary<GtidOrigin> origins = Combinators.combine(Arbitraries.of(A, B), Arbitraries.of("", "a", "tag_b"))
                .as((server, tag) -> new GtidOrigin(UUID.fromString(server), tag));
        return Combinators.combine(origins, Arbitraries.longs().between(1, MOST))
                .as(Transaction::new)
                .set()
                .ofMaxSize(30);
    }

    private static GtidSet set(Set<Transaction> transactions) {
        var builder = new GtidSet.Builder();
        transactions.forEach(each -> builder.add(each.origin(), each.number(), each.number()));
        return builder.build();
    }

    private static Set<Transaction> without(Set<Transaction> set, Set<Transaction> others) {
        var left = new TreeSet<>(set);
        left.removeAll(others);
        return left;
    }

    @Property
    void unionHasTheTransactionsOfBoth(
            @ForAll("transactions") Set<Transaction> one, @ForAll("transactions") Set<Transaction> two) {
        var both = new TreeSet<>(one);
        both.addAll(two);
        assertThat(set(one).union(set(two))).isEqualTo(set(both)).hasSameHashCodeAs(set(both));
    }

    @Property
    void minusLeavesWhatTheOtherHasNot(
            @ForAll("transactions") Set<Transaction> one, @ForAll("transactions") Set<Transaction> two) {
        assertThat(set(one).minus(set(two))).isEqualTo(set(without(one, two)));
    }

    @Property
    void isASubsetWhenTheOtherHasAllOfIt(
            @ForAll("transactions") Set<Transaction> one, @ForAll("transactions") Set<Transaction> two) {
        assertThat(set(one).isSubsetOf(set(two))).isEqualTo(two.containsAll(one));
        assertThat(set(one).isSubsetOf(set(one).union(set(two)))).isTrue();
    }

    @Property
    void differentSetsAreNotEqual(
            @ForAll("transactions") Set<Transaction> one, @ForAll("transactions") Set<Transaction> two) {
        assertThat(set(one).equals(set(two))).isEqualTo(one.equals(two));
        assertThat(set(one).isEmpty()).isEqualTo(one.isEmpty());
    }

    @Property
    void itsTextIsReadAsItself(@ForAll("transactions") Set<Transaction> transactions) {
        GtidSet set = set(transactions);
        assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
        assertThat(GtidSet.parse(set.toString().replace(",", ",\n"))).isEqualTo(set);
    }

    /** Texts of a 9.7 server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                A + ":1",
                A + ":1-5:7:9-10," + B + ":3",
                A + ":200000:a_very_long_tag_name_of_32_chars:9223372036854775800:bcd:1000," + B + ":1-5:tag_a:1-2"
            })
    void writesWhatTheServerWrites(String text) {
        assertThat(GtidSet.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                A + ":3:1-2 | " + A + ":1-3",
                A + ":1-9:2-4 | " + A + ":1-9",
                A + ":TAG:1:tag:2:1 | " + A + ":tag:1-2",
                A + ":tag:1:7:other:1 | " + A + ":other:1:tag:1:7",
                "' " + B + " : 1 - 2 ,, " + A + ":1 ' | " + A + ":1," + B + ":1-2"
            })
    void readsWhatUsersWrite(String text, String canonical) {
        assertThat(GtidSet.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                A,
                A + ":",
                A + "::1",
                A + ":0",
                A + ":2-1",
                A + ":1-",
                A + ":-1",
                A + ":9223372036854775807",
                A + ":tag-with-hyphen:1",
                A + ":_23456789_123456789_123456789_123:1",
                "1-1-1-1-1:1",
                "11111111-1111-1111-1111-11111111111g:1"
            })
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> GtidSet.parse(text));
    }
}
