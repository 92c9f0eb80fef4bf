package io.mysqlclone.innodb.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ChunkProgressTest {
    private static final InnodbLocator LOCATOR = new InnodbLocator(5, 6, 0, SnapshotState.FILE_COPY, 1);

    /** What a stock recipient sent after it was killed: chunks 1 and 2 are complete, of chunk 3 it has 16 blocks. */
    private static final String STOCK = "00000064 00000036 00000001 0000000000000005 0000000000000006 00000000 02 01"
            + "00000001 00000003 00000010 00000001 00000007";

    @Test
    void encodesWhatAStockRecipientSends() {
        ChunkProgress progress = ChunkProgress.of(Map.of(3, 16), BitSet.valueOf(new long[] {7}), 10);
        assertThat(LOCATOR.withProgress(progress).encode()).isEqualTo(bytes(STOCK));
    }

    @Test
    void decodesWhatAStockRecipientSends() throws MalformedMessageException {
        assertThat(DescriptorDecoder.decode(bytes(STOCK).buffer()))
                .isInstanceOfSatisfying(LocatorDescriptor.class, descriptor -> {
                    assertThat(descriptor.locator()).isEqualTo(LOCATOR);
                    ChunkProgress progress = descriptor.progress().orElseThrow();
                    assertThat(progress.incomplete()).containsExactly(Map.entry(3, 16));
                    assertThat(progress.begun()).isEqualTo(BitSet.valueOf(new long[] {7}));
                });
    }

    @Test
    void aStateWithoutChunksHasNoBitmap() {
        LocatorDescriptor descriptor = LOCATOR.withProgress(ChunkProgress.of(Map.of(), new BitSet(), 0));
        assertThat(descriptor.encodedLength()).isEqualTo(InnodbLocator.LENGTH + 8);
    }

    @Test
    void refusesToClaimWhatWasNotBegun() {
        assertThatThrownBy(() -> ChunkProgress.of(Map.of(1, 1), new BitSet(), 8))
                .isInstanceOf(IllegalArgumentException.class);
        BitSet ninth = new BitSet();
        ninth.set(8);
        assertThatThrownBy(() -> ChunkProgress.of(Map.of(), ninth, 8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void roundTripsAndRefusesEveryTruncation(
            @ForAll @Size(max = 40) Set<@IntRange(min = 1, max = 200) Integer> begunChunks,
            @ForAll @IntRange(min = 0, max = 4096) int blocks)
            throws MalformedMessageException {
        BitSet begun = new BitSet();
        begunChunks.forEach(chunk -> begun.set(chunk - 1));
        Map<Integer, Integer> incomplete =
                begunChunks.stream().filter(chunk -> chunk % 3 == 0).collect(Collectors.toMap(c -> c, c -> blocks));
        LocatorDescriptor descriptor = LOCATOR.withProgress(ChunkProgress.of(incomplete, begun, 200));
        byte[] whole = descriptor.encode().toArray();
        assertThat(DescriptorDecoder.decode(ByteBuffer.wrap(whole))).isEqualTo(descriptor);
        for (int length = InnodbLocator.LENGTH + 1; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length)).putInt(4, length);
            assertThatThrownBy(() -> DescriptorDecoder.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void takesALocatorWithoutProgress() throws MalformedMessageException {
        assertThat(DescriptorDecoder.decode(LOCATOR.toEngineLocator().locator().buffer()))
                .isEqualTo(new LocatorDescriptor(LOCATOR, Optional.empty()));
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
