package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageSetTest {
    @TempDir
    private Path scratch;

    private static final long UNDO = 0xFFFF_FFEFL;

    @Property
    void isInTheOrderOfUnsignedNumbersWithoutDoubles(@ForAll @Size(max = 50) List<Long> keys) {
        PageSet set = PageSet.of(keys.stream().mapToLong(Long::longValue));

        List<Long> sorted =
                keys.stream().distinct().sorted(Long::compareUnsigned).toList();
        assertThat(set.keys().boxed().toList()).isEqualTo(sorted);
    }

    @Property
    void aPageIsKnownByItsNumber(@ForAll int spaceId, @ForAll int page) {
        long space = Integer.toUnsignedLong(spaceId);
        long number = Integer.toUnsignedLong(page);
        long key = PageSet.key(space, number);

        assertThat(PageSet.spaceId(key)).isEqualTo(space);
        assertThat(PageSet.page(key)).isEqualTo(number);
    }

    private Path file(int cut, long... keys) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(keys.length * Long.BYTES);
        LongStream.of(keys).forEach(bytes::putLong);
        return Files.write(scratch.resolve("671.idx"), Arrays.copyOf(bytes.array(), bytes.capacity() - cut));
    }

    @Test
    void readsTheServersListWhateverItsOrder() throws Exception {
        Path file = file(0, PageSet.key(UNDO, 3), PageSet.key(5, 9), PageSet.key(5, 2), PageSet.key(5, 9));

        assertThat(PageSet.read(file, 4).keys().toArray())
                .containsExactly(PageSet.key(5, 2), PageSet.key(5, 9), PageSet.key(UNDO, 3));
    }

    @Test
    void readsAListThatIsLongerThanItsBuffer() throws Exception {
        long[] keys = LongStream.range(0, 20_000)
                .map(page -> PageSet.key(7, 20_000 - page))
                .toArray();

        assertThat(PageSet.read(file(0, keys), keys.length).size()).isEqualTo(keys.length);
    }

    @Test
    void refusesAListThatIsShorterThanTheServerSaid() throws Exception {
        Path file = file(1, PageSet.key(5, 1), PageSet.key(5, 2));

        assertThatThrownBy(() -> PageSet.read(file, 2))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("has 1 of 2 pages");
    }

    @Test
    void saysThatTheListCanNotBeRead() {
        assertThatThrownBy(() -> PageSet.read(scratch.resolve("none"), 1))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining("run this as the server's user");
    }

    @Test
    void keepsWhatIsOfSomeTablespaces() {
        PageSet set = PageSet.of(LongStream.of(PageSet.key(1, 0), PageSet.key(UNDO, 0), PageSet.key(2, 4)));

        assertThat(set.ofSpaces(id -> id != 1).keys().toArray())
                .containsExactly(PageSet.key(2, 4), PageSet.key(UNDO, 0));
        assertThat(set.with(LongStream.of(PageSet.key(2, 4), PageSet.key(2, 3)))
                        .keys()
                        .toArray())
                .containsExactly(PageSet.key(1, 0), PageSet.key(2, 3), PageSet.key(2, 4), PageSet.key(UNDO, 0));
    }
}
