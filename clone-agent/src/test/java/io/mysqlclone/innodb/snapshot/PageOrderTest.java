package io.mysqlclone.innodb.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PageOrderTest {
    private static final int CHUNK = DonorServer.PAGES_PER_CHUNK;

    private final PageOrder order = new PageOrder();
    private final ChunkMap chunks = new ChunkMap(3);

    /** With tablespaces of all ids but those. */
    private long unexplained(long... dropped) {
        Set<Long> gone = Arrays.stream(dropped).boxed().collect(Collectors.toSet());
        return order.unexplained(
                chunks,
                3L * CHUNK,
                LongStream.concat(LongStream.rangeClosed(0, 50), LongStream.of(0xFFFFFFEEL, 0xFFFFFFFEL))
                        .boxed()
                        .filter(id -> !gone.contains(id))
                        .toList());
    }

    private void whole(int chunk, long first, long last) throws EngineException {
        order.arrived(chunk, PageOrder.NONE, 0, first);
        order.arrived(chunk, first, 0, last);
        chunks.complete(chunk);
    }

    @Test
    void nothingIsMissingOfWholeChunks() throws Exception {
        whole(1, 10, 20);
        whole(2, 20, 30);
        whole(3, 30, 0xFFFFFFFEL);
        assertThat(unexplained()).isZero();
    }

    @Test
    void aGapBelongsToADroppedTablespaceBetweenItsNeighbours() throws Exception {
        whole(1, 10, 20);
        order.arrived(2, PageOrder.NONE, 0, 20);
        order.arrived(2, 20, 7, 30);
        chunks.complete(2);
        whole(3, 30, 40);
        assertThat(unexplained()).isEqualTo(7);
        assertThat(unexplained(19, 31)).isEqualTo(7);
        assertThat(unexplained(25)).isZero();
        // Dropped when some of its pages had come.
        assertThat(unexplained(20)).isZero();
        // A page of it came behind the gap, so that it was there.
        assertThat(unexplained(30)).isEqualTo(7);
    }

    @Test
    void aWholeChunkIsMissingOnlyWhenATablespaceBetweenTheOthersWasDropped() throws Exception {
        whole(1, 10, 20);
        whole(3, 30, 40);
        assertThat(unexplained(45)).isEqualTo(CHUNK);
        assertThat(unexplained(20)).isZero();
        assertThat(unexplained(30)).isZero();
    }

    @Test
    void theLastChunksMayBeThoseOfATablespaceOfWhichNobodyHasHeard() throws Exception {
        whole(1, 10, 20);
        order.arrived(2, PageOrder.NONE, 0, 20);
        chunks.stored(2, 100);
        assertThat(unexplained()).isZero();
        assertThat(order.missing(chunks, 3L * CHUNK)).isEqualTo(2 * CHUNK - 100);
    }

    @Test
    void noPageInTheMiddleOfATablespaceThatIsThereMayBeMissing() throws Exception {
        order.arrived(1, PageOrder.NONE, 0, 10);
        order.arrived(1, 10, 4, 10);
        chunks.complete(1);
        whole(2, 10, 20);
        whole(3, 20, 30);
        assertThat(unexplained(9, 11)).isEqualTo(4);
    }

    @Test
    void theFirstPagesMayBeMissingToo() throws Exception {
        order.arrived(1, PageOrder.NONE, 3, 10);
        chunks.complete(1);
        whole(2, 10, 20);
        whole(3, 20, 30);
        assertThat(unexplained(11)).isEqualTo(3);
        assertThat(unexplained(9)).isZero();
    }

    /** Pages of a chunk that was not recorded come again, but for those of what was dropped since. */
    @Test
    void whatIsSentAgainMayHaveOtherGaps() throws Exception {
        order.arrived(1, PageOrder.NONE, 3, 10);
        order.arrived(1, 10, 0, 20);
        order.arrived(1, PageOrder.NONE, 8, 20);
        chunks.complete(1);
        whole(2, 20, 30);
        whole(3, 30, 40);
        assertThat(unexplained(5)).isZero();
        assertThat(unexplained(10)).isZero();
        assertThat(unexplained(20)).isEqualTo(8);
    }

    @Test
    void aChunkThatIsSentAgainHasTheSameGaps() throws Exception {
        for (int time = 0; time < 2; time++) {
            order.arrived(1, PageOrder.NONE, 0, 10);
            order.arrived(1, 10, 5, 20);
        }
        chunks.complete(1);
        whole(2, 20, 30);
        whole(3, 30, 40);
        assertThat(unexplained()).isEqualTo(5);
    }

    @Test
    void aGapWhereAConnectionBrokeBelongsToATablespaceOfThatChunk() throws Exception {
        order.arrived(1, PageOrder.NONE, 0, 10);
        order.arrived(1, PageOrder.UNKNOWN, 5, 20);
        chunks.complete(1);
        whole(2, 20, 30);
        whole(3, 30, 40);
        assertThat(unexplained(25)).isEqualTo(5);
        assertThat(unexplained(12)).isZero();
    }

    @Test
    void theJournalHasAllOfIt() throws Exception {
        PageOrder replayed = new PageOrder();
        whole(1, 10, 20);
        replayed.restore(order.drain());
        order.arrived(2, PageOrder.NONE, 2, 20);
        order.arrived(2, 20, 7, 30);
        replayed.restore(order.drain());
        assertThat(order.drain()).isEmpty();
        for (PageOrder model : List.of(order, replayed)) {
            assertThat(model.unexplained(
                            chunks,
                            3L * CHUNK,
                            LongStream.rangeClosed(0, 50).boxed().toList()))
                    .isEqualTo(2 + 7);
        }
    }

    @Test
    void aDonorCanNotFillTheMemoryWithGaps() {
        assertThatThrownBy(() -> {
                    for (int gap = 0; gap < 200_000; gap++) {
                        order.arrived(1 + gap / 50, gap, 1, gap + 1L);
                    }
                })
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("more than 100000 places");
    }
}
