package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Beside a map of the library that does the same. */
final class SpooledPagesTest {
    /** Few tablespaces, on both sides of the sign, so that pages meet. */
    @Provide
    Arbitrary<Map<Long, Long>> pages() {
        Arbitrary<Long> keys = Arbitraries.of(0L, 5L, 0x8000_0000L, 0xFFFF_FFFEL)
                .flatMap(space -> Arbitraries.longs().between(0, 6).map(page -> PageSet.key(space, page)));
        return Arbitraries.maps(keys, Arbitraries.longs().between(0, 1L << 40)).ofMaxSize(20);
    }

    private static Map<Long, Long> sorted(Map<Long, Long> pages) {
        Map<Long, Long> sorted = new TreeMap<>(Long::compareUnsigned);
        sorted.putAll(pages);
        return sorted;
    }

    private static SpooledPages spooled(Map<Long, Long> pages) {
        var sorted = sorted(pages);
        return new SpooledPages(
                sorted.keySet().stream().mapToLong(Long::longValue).toArray(),
                sorted.values().stream().mapToLong(Long::longValue).toArray());
    }

    private static Map<Long, Long> map(SpooledPages pages) {
        Map<Long, Long> map = new TreeMap<>(Long::compareUnsigned);
        for (int i = 0; i < pages.size(); i++) {
            map.put(pages.key(i), pages.offsetAt(i));
        }
        return map;
    }

    @Property
    void theNewerCountsWhereBothHaveAPage(
            @ForAll("pages") Map<Long, Long> older, @ForAll("pages") Map<Long, Long> newer) {
        SpooledPages merged = spooled(older).with(spooled(newer));

        var expected = sorted(older);
        expected.putAll(newer);
        assertThat(map(merged)).isEqualTo(expected);
        assertThat(merged.size()).isEqualTo(expected.size());
        assertThat(merged.keys().boxed()).containsExactlyElementsOf(expected.keySet());
    }

    @Property
    void findsEachPageAndNoOther(@ForAll("pages") Map<Long, Long> some, @ForAll("pages") Map<Long, Long> others) {
        SpooledPages pages = spooled(some);

        some.forEach((key, offset) -> assertThat(pages.offset(key)).hasValue(offset));
        others.keySet().stream()
                .filter(key -> !some.containsKey(key))
                .forEach(key -> assertThat(pages.offset(key)).isEqualTo(OptionalLong.empty()));
    }

    @Property
    void keepsTheOffsetsOfThoseThatStay(@ForAll("pages") Map<Long, Long> some) {
        SpooledPages kept = spooled(some).ofSpaces(id -> id != 5);

        var expected = sorted(some);
        expected.keySet().removeIf(key -> PageSet.spaceId(key) == 5);
        assertThat(map(kept)).isEqualTo(expected);
    }
}
