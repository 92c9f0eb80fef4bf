package io.mysqlclone.innodb.live;

import static io.mysqlclone.innodb.live.MadeTablespace.PAGE;
import static io.mysqlclone.innodb.live.MadeTablespace.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.donor.ChunkHandout;
import io.mysqlclone.innodb.donor.DonorClone;
import io.mysqlclone.innodb.donor.Share;
import io.mysqlclone.innodb.donor.StagePlan;
import io.mysqlclone.innodb.donor.Stages;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.FirstPage;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.storage.SpoolSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangedPagesPlanTest {
    @TempDir
    private Path folder;

    private Spool spool;
    private final Map<Long, Long> offsets = new TreeMap<>(Long::compareUnsigned);
    private final Map<Long, ChangedPagesPlan.Target> targets = new HashMap<>();

    @BeforeEach
    void makeASpool() throws Exception {
        spool = Spool.create(new SpoolSpace(folder, 256 << 20));
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void page(long spaceId, long number, ByteBuffer bytes) throws Exception {
        offsets.put(PageSet.key(spaceId, number), spool.addPages(bytes));
    }

    /** Its number is in every byte. */
    private static ByteBuffer filled(long number) {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        while (page.hasRemaining()) {
            page.put((byte) number);
        }
        return page.flip();
    }

    private void target(long spaceId, FspFlags flags, Optional<TablespaceKey> key, int firstIndex, long... sizes) {
        List<ChangedPagesPlan.Target.Part> parts = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            parts.add(new ChangedPagesPlan.Target.Part(firstIndex + i, sizes[i]));
        }
        targets.put(spaceId, new ChangedPagesPlan.Target(parts, flags, key));
    }

    private ChangedPagesPlan plan() {
        var pages = new SpooledPages(
                offsets.keySet().stream().mapToLong(Long::longValue).toArray(),
                offsets.values().stream().mapToLong(Long::longValue).toArray());
        return new ChangedPagesPlan(pages, spool.pages(), List.of(), targets);
    }

    private record Sent(DataDescriptor block, ByteBuffer bytes) {}

    /** Takes a clone whose only stage with data is that of the plan. */
    private static List<Sent> sent(ChangedPagesPlan plan) throws Exception {
        List<Sent> sent = new ArrayList<>();
        var clone = new DonorClone(new OnlyPages(plan), 1, SnapshotState.INIT, over -> {});
        try (DonorTask master = clone.openMaster()) {
            master.copy(new DonorSink() {
                private Descriptor last = new StateDescriptor(SnapshotState.INIT, 0, 0, 0, 0, 0, 0);

                @Override
                public boolean isSecure() {
                    return true;
                }

                @Override
                public void descriptor(ByteBuffer bytes) throws IOException {
                    last = DescriptorDecoder.decode(bytes);
                    if (last instanceof StateDescriptor state && state.isEnd()) {
                        clone.acknowledge(state.acknowledgement().encode().buffer());
                    }
                }

                @Override
                public void data(FileChannel file, long offset, int length) throws IOException {
                    ByteBuffer bytes = ByteBuffer.allocate(length);
                    while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
                    data(bytes.flip());
                }

                @Override
                public void data(ByteBuffer bytes) {
                    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate());
                    sent.add(new Sent((DataDescriptor) last, copy.flip()));
                }
            });
        }
        return sent;
    }

    private record OnlyPages(StagePlan plan) implements Stages {
        @Override
        public long snapshotId() {
            return 2;
        }

        @Override
        public boolean hasSecrets() {
            return false;
        }

        @Override
        public int mostTasks() {
            return 1;
        }

        @Override
        public long bytes() {
            return plan.bytes();
        }

        @Override
        public long diskBytes() {
            return 0;
        }

        @Override
        public StagePlan plan(SnapshotState state) {
            return state == SnapshotState.PAGE_COPY ? plan : StagePlan.EMPTY;
        }

        @Override
        public Optional<Share> nextChunk(SnapshotState state, ChunkHandout recipient) {
            return Share.alone(recipient);
        }

        @Override
        public void leave(ChunkHandout recipient) {
            // Nobody waits for it.
        }

        @Override
        public boolean isReady(SnapshotState next) {
            return true;
        }

        @Override
        public void prepare(SnapshotState next) {
            throw new AssertionError("all is ready");
        }

        @Override
        public void withdraw(SnapshotState next) {
            // What is there stays.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    @Test
    void sendsEachPageToItsPlaceInItsFile() throws Exception {
        target(5, TABLE, Optional.empty(), 3, 100L * PAGE);
        target(6, TABLE, Optional.empty(), 4, 10L * PAGE);
        page(6, 2, filled(62));
        page(5, 99, filled(59));
        page(5, 1, filled(51));

        List<Sent> sent = sent(plan());

        assertThat(sent).extracting(each -> each.block().fileIndex()).containsExactly(3, 3, 4);
        assertThat(sent).extracting(each -> each.block().offset()).containsExactly(1L * PAGE, 99L * PAGE, 2L * PAGE);
        assertThat(sent)
                .extracting(each -> each.block().fileSize())
                .containsExactly(100L * PAGE, 100L * PAGE, 10L * PAGE);
        assertThat(sent).extracting(Sent::bytes).containsExactly(filled(51), filled(59), filled(62));
    }

    @Test
    void findsTheFileOfTheSystemTablespace() throws Exception {
        target(SpaceIds.SYSTEM, FspFlags.ofPageSize(PAGE), Optional.empty(), 0, 4L * PAGE, 3L * PAGE, 9L * PAGE);
        for (long page : new long[] {3, 4, 6, 7}) {
            page(SpaceIds.SYSTEM, page, filled(page));
        }

        List<Sent> sent = sent(plan());

        assertThat(sent).extracting(each -> each.block().fileIndex()).containsExactly(0, 1, 1, 2);
        assertThat(sent).extracting(each -> each.block().offset()).containsExactly(3L * PAGE, 0L, 2L * PAGE, 0L);
        assertThat(sent)
                .extracting(each -> each.block().fileSize())
                .containsExactly(4L * PAGE, 3L * PAGE, 3L * PAGE, 9L * PAGE);
    }

    @Test
    void cutsPagesIntoChunks() throws Exception {
        int pages = DonorServer.PAGES_PER_CHUNK * 2 + 5;
        target(5, TABLE, Optional.empty(), 3, (long) pages * PAGE);
        for (int page = 0; page < pages; page++) {
            page(5, page, filled(page));
        }
        ChangedPagesPlan plan = plan();

        assertThat(plan.chunks()).isEqualTo(3);
        assertThat(plan.blocks(1)).isEqualTo(DonorServer.PAGES_PER_CHUNK);
        assertThat(plan.blocks(3)).isEqualTo(5);
        assertThat(plan.files()).isEqualTo(pages);
        assertThat(plan.bytes()).isEqualTo((long) pages * PAGE);
        assertThat(sent(plan)).extracting(Sent::bytes).hasSize(pages).last().isEqualTo(filled(pages - 1));
    }

    @Test
    void sendsTheKeyOfAnEncryptedTablespaceInClear() throws Exception {
        byte[] bytes = new byte[TablespaceKey.LENGTH];
        bytes[3] = 42;
        TablespaceKey key = TablespaceKey.of(bytes);
        FspFlags flags = new FspFlags(TABLE.raw() | 1 << 13);
        ByteBuffer first =
                ByteBuffer.allocate(PAGE).put(MadeTablespace.firstPage(5)).flip();
        EncryptionInfo.sealing(key).write(first, EncryptionInfo.offsetInFirstPage(flags));
        new PageChecksum(flags).stamp(first, 0);
        target(5, flags, Optional.of(key), 3, 7L * PAGE);
        page(5, 0, first.duplicate());
        page(5, 1, filled(1));

        List<Sent> sent = sent(plan());

        ByteBuffer page = sent.getFirst().bytes();
        EncryptionInfo info = EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(flags));
        assertThat(info.isClear()).isTrue();
        assertThat(info.key()).isEqualTo(key);
        assertThat(FirstPage.read(page, flags).verdict()).isEqualTo(PageVerdict.VALID);
        assertThat(sent.getLast().bytes()).isEqualTo(filled(1));
    }
}
