package io.mysqlclone.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    @TempDir
    private Path scratch;

    @Test
    void aTailTornAtAnyByteLosesOnlyTheTornRecord() throws IOException {
        Path file = scratch.resolve("journal");
        long first = write(file, "first record");
        long second = write(file, "second");
        byte[] whole = Files.readAllBytes(file);
        assertThat(whole).hasSize((int) second);
        for (int length = 0; length <= whole.length; length++) {
            Path torn = scratch.resolve("torn");
            Files.write(torn, Arrays.copyOf(whole, length));
            List<String> expected = length < first
                    ? List.of()
                    : length < second ? List.of("first record") : List.of("first record", "second");
            assertThat(read(torn)).as("length %d", length).isEqualTo(expected);
            write(torn, "after the crash");
            List<String> continued = new ArrayList<>(expected);
            continued.add("after the crash");
            assertThat(read(torn)).as("continued at length %d", length).isEqualTo(continued);
        }
    }

    @Test
    void everyFlippedBitOfARecordIsNoticed() throws IOException {
        Path file = scratch.resolve("journal");
        long first = write(file, "kept");
        write(file, "hit");
        write(file, "unreachable");
        byte[] whole = Files.readAllBytes(file);
        int end = (int) first + 5 + 3 + 4;
        for (int bit = (int) first * 8; bit < end * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThat(read(file)).as("bit %d", bit).containsExactly("kept");
        }
    }

    @Property(tries = 60)
    void whatWasAppendedIsReplayed(@ForAll @Size(max = 20) List<byte[]> payloads, @ForAll @IntRange(max = 255) int type)
            throws IOException {
        Path folder = Files.createTempDirectory("journal");
        try {
            Path file = folder.resolve("journal");
            try (Journal journal = Journal.open(file)) {
                for (byte[] payload : payloads) {
                    journal.append(type, ByteBuffer.wrap(payload));
                }
                journal.force();
                List<byte[]> found = new ArrayList<>();
                Journal.replay(file, (kind, payload) -> {
                    assertThat(kind).isEqualTo(type);
                    found.add(bytes(payload));
                });
                assertThat(found.toArray(byte[][]::new)).isDeepEqualTo(payloads.toArray(byte[][]::new));
            }
        } finally {
            Trees.delete(folder);
        }
    }

    @Test
    void recordsLargerThanTheBufferAndUpToTheLimitAreKept() throws IOException {
        Path file = scratch.resolve("journal");
        byte[] large = new byte[Journal.MAX_PAYLOAD];
        Arrays.fill(large, (byte) 7);
        try (Journal journal = Journal.open(file)) {
            journal.append(1, ByteBuffer.wrap(new byte[] {1}));
            journal.append(2, ByteBuffer.wrap(large));
            journal.append(3, ByteBuffer.wrap(new byte[] {3}));
            assertThatThrownBy(() -> journal.append(4, ByteBuffer.allocate(Journal.MAX_PAYLOAD + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        List<Integer> sizes = new ArrayList<>();
        Journal.replay(file, (type, payload) -> sizes.add(payload.remaining()));
        assertThat(sizes).containsExactly(1, Journal.MAX_PAYLOAD, 1);
    }

    @Test
    void aRewriteReplacesEverythingAndAppendingGoesOn() throws IOException {
        Path file = scratch.resolve("journal");
        try (Journal journal = Journal.open(file)) {
            journal.append(1, utf8("old"));
            journal.rewrite(List.of(new Journal.Entry(1, utf8("compact"))));
            journal.append(1, utf8("later"));
            journal.force();
        }
        assertThat(read(file)).containsExactly("compact", "later");
        assertThat(scratch.resolve("journal.new")).doesNotExist();
    }

    @Test
    void aLengthBeyondTheLimitEndsTheJournalInsteadOfAllocating() throws IOException {
        Path file = scratch.resolve("journal");
        write(file, "kept");
        Files.write(file, new byte[] {-1, -1, -1, 0x7f, 1, 0, 0, 0, 0}, StandardOpenOption.APPEND);
        assertThat(read(file)).containsExactly("kept");
    }

    @Test
    void anotherFileIsNotTakenForAJournal() throws IOException {
        Path file = Files.writeString(scratch.resolve("journal"), "something else entirely");
        assertThatThrownBy(() -> Journal.open(file)).hasMessageContaining("is not a journal of clone-agent");
        assertThat(file).hasContent("something else entirely");
    }

    @Test
    void aClosedJournalDoesNotPretendToWrite() throws IOException {
        Journal journal = Journal.open(scratch.resolve("journal"));
        journal.close();
        journal.close();
        journal.append(1, utf8("lost"));
        assertThatThrownBy(journal::force).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> journal.append(1, utf8("lost"))).hasMessageContaining("can't be written any more");
    }

    /** Returns the size of the file afterwards. */
    private static long write(Path file, String text) throws IOException {
        try (Journal journal = Journal.open(file)) {
            journal.append(9, utf8(text));
            journal.force();
        }
        return Files.size(file);
    }

    private static List<String> read(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        Journal.replay(file, (type, payload) -> texts.add(new String(bytes(payload), StandardCharsets.UTF_8)));
        return texts;
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
