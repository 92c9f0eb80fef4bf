package io.mysqlclone.innodb.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.innodb.FspFlags;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageChecksumTest {
    private static final int PAGE_4K = 3 << 6;
    private static final int ZIP_1K = 1 << 1 | PAGE_4K;
    private static final int PREFIX = 3;

    @ParameterizedTest
    @CsvSource({
        "crc32-4096, 192, VALID",
        "innodb-4096, 192, VALID",
        "none-4096, 192, VALID",
        "crc32-zip-1024, 194, VALID",
        "innodb-zip-1024, 194, VALID",
        "none-zip-1024, 194, UNVERIFIABLE",
        "encrypted-4096, 8384, UNVERIFIABLE",
        "encrypted-first-4096, 8384, VALID",
        "page-compressed-16384, 0, UNVERIFIABLE"
    })
    void judgesPagesOfARealServer(String page, int flags, PageVerdict expected) {
        ByteBuffer buffer = RealPages.read(page, PREFIX);
        buffer.position(1).limit(buffer.capacity());
        assertThat(new PageChecksum(new FspFlags(flags)).verify(buffer, PREFIX)).isEqualTo(expected);
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.limit()).isEqualTo(buffer.capacity());
    }

    /** Bytes 26 to 33 of a page, the flush LSN, are covered by no checksum; of a zip page neither is its LSN. */
    @Property(tries = 300)
    void findsAChangedByte(
            @ForAll("protectedPages") String page,
            @ForAll @IntRange(min = 0, max = 4095) int offset,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        ByteBuffer buffer = RealPages.read(page, 0);
        boolean zip = page.contains("zip");
        int at = offset % buffer.capacity();
        boolean uncovered = (at >= 26 && at < 34) || (zip ? at >= 16 && at < 24 : at >= 34 && at < 38);
        boolean type = at == 24 || at == 25;
        if (uncovered || type) {
            return;
        }
        buffer.put(at, (byte) (buffer.get(at) ^ change));
        assertThat(new PageChecksum(new FspFlags(zip ? ZIP_1K : PAGE_4K)).verify(buffer, 0))
                .isEqualTo(PageVerdict.CORRUPT);
    }

    @Test
    void findsAHalfWrittenPageWithoutAChecksum() {
        ByteBuffer page = RealPages.read("none-4096", 0);
        page.putInt(PageHeader.LSN_LOW, page.getInt(PageHeader.LSN_LOW) + 1);
        assertThat(new PageChecksum(new FspFlags(PAGE_4K)).verify(page, 0)).isEqualTo(PageVerdict.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"0, 16384", "192, 4096", "256, 8192", "384, 32768", "448, 65536", "194, 1024", "8, 8192", "10, 16384"})
    void verifiesWhatItStamps(int flags, int pageSize) {
        PageChecksum checksum = new PageChecksum(new FspFlags(flags));
        assertThat(checksum.pageSize()).isEqualTo(pageSize);
        byte[] content = new byte[PREFIX + pageSize];
        new Random(flags).nextBytes(content);
        for (ByteBuffer buffer : List.of(
                ByteBuffer.wrap(content),
                ByteBuffer.allocateDirect(content.length).put(0, content))) {
            buffer.putShort(PREFIX + PageHeader.TYPE, (short) 17855);
            assertThat(checksum.verify(buffer, PREFIX)).isEqualTo(PageVerdict.CORRUPT);
            checksum.stamp(buffer, PREFIX);
            assertThat(checksum.verify(buffer, PREFIX)).isEqualTo(PageVerdict.VALID);
        }
    }

    @Test
    void stampsAsTheServerDoes() {
        for (String page : List.of("crc32-4096", "crc32-zip-1024")) {
            ByteBuffer original = RealPages.read(page, 0);
            ByteBuffer stamped = RealPages.read(page, 0);
            stamped.putInt(0, 0);
            new PageChecksum(new FspFlags(page.contains("zip") ? ZIP_1K : PAGE_4K)).stamp(stamped, 0);
            assertThat(stamped).isEqualTo(original);
        }
    }

    @Test
    void aPageOfZerosIsEmpty() {
        PageChecksum checksum = new PageChecksum(new FspFlags(0));
        ByteBuffer page = ByteBuffer.allocateDirect(16384);
        assertThat(checksum.verify(page, 0)).isEqualTo(PageVerdict.EMPTY);
        page.put(8000, (byte) 1);
        assertThat(checksum.verify(page, 0)).isEqualTo(PageVerdict.CORRUPT);
    }

    @Test
    void refusesFlagsWithoutAPageSize() {
        assertThatThrownBy(() -> new PageChecksum(FspFlags.NOT_A_TABLESPACE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageChecksum(new FspFlags(0xF << 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<String> protectedPages() {
        return Arbitraries.of("crc32-4096", "innodb-4096", "crc32-zip-1024", "innodb-zip-1024");
    }
}
