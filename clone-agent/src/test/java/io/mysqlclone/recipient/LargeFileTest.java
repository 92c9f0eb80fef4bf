package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that grows to a tebibyte while it is cloned; only its changed pages come, and it is sparse. */
final class LargeFileTest {
    private static final long SIZE = 1L << 40;
    private static final long SPACE = 7;
    private static final int TABLE = TrueSnapshot.BIG_TABLE;

    @TempDir
    Path scratch;

    @Test
    void pagesBeyondTwoAndFourGibibytesAreWhereTheyBelong() throws Exception {
        long[] offsets = {0, (2L << 30) - TrueSnapshot.PAGE, 4L << 30, SIZE - TrueSnapshot.PAGE};
        Script script = Script.ofOneTask();
        for (int i = 0; i < 3; i++) {
            script.removeData(script.data(SnapshotState.PAGE_COPY, 0));
        }
        int at = script.end(SnapshotState.PAGE_COPY);
        for (int i = 0; i < offsets.length; i++) {
            script.master.add(at++, new Step.Describe(page(i + 1, offsets[i])));
            script.master.add(at++, new Step.Data(content(offsets[i])));
        }
        script.edit(
                script.start(SnapshotState.PAGE_COPY),
                StateDescriptor.class,
                start -> new StateDescriptor(
                        start.state(),
                        0,
                        1,
                        offsets.length,
                        start.estimateBytes(),
                        start.estimateDiskBytes(),
                        StateDescriptor.START));

        clone(script);

        try (FileChannel file = FileChannel.open(scratch.resolve("target/d/big.ibd"))) {
            assertThat(file.size()).isEqualTo(SIZE);
            for (long offset : offsets) {
                assertThat(read(file, offset)).as("at offset %d", offset).isEqualTo(content(offset));
            }
            for (long offset : List.of(1L << 30, 2L << 30, (4L << 30) - TrueSnapshot.PAGE, SIZE / 2)) {
                assertThat(read(file, offset)).as("at offset %d", offset).containsOnly(0);
            }
        }
    }

    private static DataDescriptor page(int block, long offset) {
        return new DataDescriptor(SnapshotState.PAGE_COPY, 0, 1, block, TABLE, TrueSnapshot.PAGE, offset, SIZE);
    }

    private static byte[] content(long offset) {
        return TrueSnapshot.page(SPACE, TrueSnapshot.TABLE, (int) (offset / TrueSnapshot.PAGE), 2);
    }

    private static byte[] read(FileChannel file, long offset) throws Exception {
        ByteBuffer page = ByteBuffer.allocate(TrueSnapshot.PAGE);
        assertThat(file.read(page, offset)).isEqualTo(TrueSnapshot.PAGE);
        return page.array();
    }

    private void clone(Script script) throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            var request = CloneRequests.from(donor).into(scratch.resolve("target"));
            CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();
            assertThat(result.files()).isEqualTo(TrueSnapshot.files().size());
        }
    }
}
