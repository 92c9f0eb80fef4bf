package io.mysqlclone.innodb.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.innodb.descriptor.ChunkProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ChunkMapTest {
    @Test
    void aStateWithoutChunksIsComplete() {
        assertThat(new ChunkMap(0).isComplete()).isTrue();
        assertThat(new ChunkMap(1).isComplete()).isFalse();
    }

    @Test
    void namesTheFirstChunkThatIsMissing() {
        ChunkMap map = new ChunkMap(3);
        assertThat(map.firstIncomplete()).isEqualTo(1);
        map.complete(1);
        map.complete(3);
        assertThat(map.firstIncomplete()).isEqualTo(2);
        map.stored(2, 7);
        assertThat(map.firstIncomplete()).isEqualTo(2);
        assertThat(map.blocks(2)).isEqualTo(7);
    }

    @Test
    void aCompleteChunkIsNotOpenedAgain() {
        ChunkMap map = new ChunkMap(2);
        map.complete(1);
        map.stored(1, 3);
        map.complete(1);
        assertThat(map.isComplete(1)).isTrue();
        assertThat(map.blocks(1)).isZero();
        assertThat(map.completed()).isEqualTo(1);
    }

    @Test
    void completesAllAtOnce() {
        ChunkMap map = new ChunkMap(ChunkMap.MAX_CHUNKS);
        map.stored(5, 1);
        map.completeAll();
        assertThat(map.isComplete()).isTrue();
        assertThat(map.drain().completed().cardinality()).isEqualTo(ChunkMap.MAX_CHUNKS);
    }

    /** A donor takes 256 open chunks; of the others it sends all blocks, so that the map must expect all of them. */
    @Test
    void forgetsOpenChunksThatItCanNotClaim() {
        ChunkMap map = new ChunkMap(1000);
        for (int chunk = 1; chunk <= 300; chunk++) {
            map.stored(chunk, 9);
        }
        ChunkProgress progress = map.progress();
        assertThat(progress.incomplete()).hasSize(ChunkProgress.MAX_INCOMPLETE).containsEntry(256, 9);
        assertThat(progress.begun().cardinality()).isEqualTo(256);
        assertThat(map.blocks(256)).isEqualTo(9);
        assertThat(map.blocks(257)).isZero();
    }

    @Test
    void drainsEachCompletionOnce() {
        ChunkMap map = new ChunkMap(3);
        map.complete(2);
        map.stored(1, 4);
        ChunkMap.Delta first = map.drain();
        assertThat(first.completed().stream().toArray()).containsExactly(1);
        assertThat(first.open()).containsExactly(java.util.Map.entry(1, 4));
        assertThat(map.drain().completed().isEmpty()).isTrue();
    }

    /** Chunk, and the block up to which it is stored; 0 completes it. */
    record Event(int chunk, int block) {}

    @Provide
    static Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(0, 64))
                .as(Event::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void agreesWithAPlainList(@ForAll("events") List<Event> events) {
        ChunkMap map = new ChunkMap(40);
        var open = new TreeMap<Integer, Integer>();
        var complete = new java.util.TreeSet<Integer>();
        apply(events, map);
        for (Event event : events) {
            if (event.block() == 0) {
                open.remove(event.chunk());
                complete.add(event.chunk());
            } else if (!complete.contains(event.chunk())) {
                open.put(event.chunk(), event.block());
            }
        }
        ChunkProgress progress = map.progress();
        assertThat(progress.incomplete()).isEqualTo(open);
        for (int chunk = 1; chunk <= 40; chunk++) {
            assertThat(map.isComplete(chunk)).isEqualTo(complete.contains(chunk));
            assertThat(progress.begun().get(chunk - 1)).isEqualTo(complete.contains(chunk) || open.containsKey(chunk));
        }
        assertThat(map.completed()).isEqualTo(complete.size());
    }

    @Property
    void isRestoredFromItsDeltas(@ForAll("events") List<Event> events) {
        ChunkMap map = new ChunkMap(40);
        List<ChunkMap.Delta> deltas = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 7) {
            apply(events.subList(from, Math.min(events.size(), from + 7)), map);
            deltas.add(map.drain());
        }
        ChunkMap restored = new ChunkMap(40);
        deltas.forEach(restored::restore);
        assertThat(restored.progress()).isEqualTo(map.progress());
        assertThat(restored.completed()).isEqualTo(map.completed());
        assertThat(restored.drain().completed().isEmpty()).isTrue();
    }

    private static void apply(List<Event> events, ChunkMap map) {
        for (Event event : events) {
            if (event.block() == 0) {
                map.complete(event.chunk());
            } else {
                map.stored(event.chunk(), event.block());
            }
        }
    }
}
