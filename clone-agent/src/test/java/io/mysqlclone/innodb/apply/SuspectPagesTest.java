package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SuspectPagesTest {
    private static final int PAGE = 16384;

    @TempDir
    Path scratch;

    private final Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
    private StagedTarget target;

    @BeforeEach
    void open() throws IOException {
        target = new StagedTarget(scratch);
        snapshot.enter(start(SnapshotState.FILE_COPY, 7, 4), smallList());
    }

    @Test
    void drainsEachPageOnce() throws EngineException {
        var suspects = new SuspectPages();
        suspects.add(3, 7);
        suspects.add(3, 7);
        suspects.add(3, 8);
        assertThat(suspects.drain()).containsExactly(new SuspectPages.Page(3, 7), new SuspectPages.Page(3, 8));
        suspects.add(3, 7);
        assertThat(suspects.drain()).isEmpty();
        assertThat(suspects.all()).hasSize(2);
    }

    @Test
    void isNotTornButRuinedWhatHasTooManyOfThem() throws EngineException {
        var suspects = new SuspectPages();
        assertThatThrownBy(() -> {
                    for (int page = 0; page <= 100_000; page++) {
                        suspects.add(0, page);
                    }
                })
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA))
                .hasMessageContaining("innochecksum");
    }

    @Test
    void aTornPageThatCameAgainIsWhole() throws IOException {
        target.stage(3, pages(7, -1));
        assertThatCode(() -> review(3, 0, 4, 6)).doesNotThrowAnyException();
    }

    @Test
    void aTornPageThatNeverCameAgainIsNamed() throws IOException {
        target.stage(3, pages(7, 4));
        assertThatThrownBy(() -> review(3, 0, 4, 6))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA))
                .hasMessageContaining("page 4 of ./d/t3.ibd");
    }

    @Test
    void aPageBehindTheEndIsNotWhole() throws IOException {
        target.stage(3, pages(7, -1));
        assertThatThrownBy(() -> review(3, 7)).hasMessageContaining("page 7 of ./d/t3.ibd");
    }

    @Test
    void droppedFilesAreOfNoInterest() throws IOException {
        target.stage(3, pages(7, 4));
        snapshot.dataFile(3).delete();
        assertThatCode(() -> review(3, 4)).doesNotThrowAnyException();
    }

    private void review(int file, long... numbers) throws IOException {
        List<SuspectPages.Page> pages = java.util.Arrays.stream(numbers)
                .mapToObj(number -> new SuspectPages.Page(file, number))
                .toList();
        new SuspectReview(snapshot, target.files, Descriptors.DONOR).review(pages, List.of());
    }

    /** Pages with right checksums, but for one. */
    private static byte[] pages(int count, int torn) {
        ByteBuffer bytes = ByteBuffer.allocate(count * PAGE);
        var checksum = new PageChecksum(Descriptors.TABLE);
        for (int number = 0; number < count; number++) {
            int page = number * PAGE;
            bytes.putInt(page + 4, number).putLong(page + 16, 1000 + number).putInt(page + 34, 103);
            checksum.stamp(bytes, page);
            if (number == torn) {
                bytes.put(page + 9000, (byte) 1);
            }
        }
        return bytes.array();
    }
}
