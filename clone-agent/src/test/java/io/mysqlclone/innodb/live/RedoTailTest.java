package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.source.RedoLog;
import io.mysqlclone.innodb.source.RedoPart;
import io.mysqlclone.storage.SpoolSpace;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedoTailTest {
    private static final int BLOCK = RedoBlock.LENGTH;
    private static final int BLOCKS = 128;
    /** Beyond 2^30 blocks, where their numbers begin anew. */
    private static final long START = 512L * (1L << 30) + 512L * 1000;

    private static final long CHECKPOINT = START + 3 * BLOCK + 100;

    @TempDir
    private Path scratch;

    private final Hold hold = new Hold();
    private Path folder;
    private MadeRedo log;
    private Spool spool;

    /** What a server is told. */
    private static final class Hold implements Mysqld.RedoHold {
        private final List<Long> advanced = new ArrayList<>();
        private int closed;

        @Override
        public void advance(long lsn) {
            advanced.add(lsn);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void makeALog() throws Exception {
        folder = Files.createDirectory(scratch.resolve("#innodb_redo"));
        spool = Spool.create(new SpoolSpace(scratch, 64 << 20));
        log = new MadeRedo(folder, BLOCKS, START);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private RedoTail tail() throws Exception {
        return new RedoTail(folder, spool, hold, CHECKPOINT, Optional.empty());
    }

    /** The blocks of a log from the checkpoint's on, as a recipient is sent them. */
    private static List<ByteBuffer> blocks(RedoLog cut) throws Exception {
        List<ByteBuffer> blocks = new ArrayList<>();
        for (RedoLog.File file : cut.files()) {
            if (file.blocks().isPresent()) {
                RedoPart.Open part = (RedoPart.Open) file.blocks().get();
                for (long at = 0; at < part.length(); at += BLOCK) {
                    ByteBuffer block = ByteBuffer.allocate(BLOCK);
                    while (block.hasRemaining()
                            && part.channel().read(block, part.offset() + at + block.position()) >= 0) {}
                    blocks.add(block.clear());
                }
            }
        }
        blocks.add(ByteBuffer.wrap(((RedoPart.InMemory) cut.trailer()).content().toArray()));
        return blocks;
    }

    /** The log between checkpoint and end, and nothing else. */
    private static void assertGoesTo(long end, RedoLog cut) throws Exception {
        long first = CHECKPOINT - CHECKPOINT % BLOCK;
        List<ByteBuffer> blocks = blocks(cut);
        assertThat(blocks).hasSize((int) Math.ceilDiv(end - first, BLOCK));
        for (int i = 0; i < blocks.size(); i++) {
            ByteBuffer expected = MadeRedo.block(first + (long) i * BLOCK, end);
            if (i == blocks.size() - 1 && end % BLOCK == 12) {
                // Nothing begins in it.
                assertThat(RedoBlock.read(blocks.get(i), 0).dataLength()).isEqualTo(12);
                assertThat(RedoBlock.read(blocks.get(i), 0).isAt(first + (long) i * BLOCK))
                        .isTrue();
            } else {
                assertThat(blocks.get(i)).as("block " + i).isEqualTo(expected);
            }
        }
        ByteBuffer header = ByteBuffer.wrap(cut.header().content().toArray());
        RedoHeader read = RedoHeader.read(header, 0);
        assertThat(read.startLsn()).isEqualTo(first);
        assertThat(read.checkpointLsn()).isEqualTo(CHECKPOINT);
        assertThat(read.logUuid()).isEqualTo(MadeRedo.UUID);
        // Not as a clone, whose counters mysqld does not take from the log.
        assertThat(read.creator()).isEqualTo(RedoHeader.LIVE_CREATOR);
    }

    @Test
    void endsInTheMiddleOfTheBlockThatIsBeingWritten() throws Exception {
        log.file(0);
        long end = START + 10 * BLOCK + 77;
        log.log(START, end);
        try (RedoTail tail = tail()) {
            assertThat(tail.follow()).isTrue();
            assertThat(tail.follow()).isFalse();
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void leavesOutWhatWasReadBehindTheEnd() throws Exception {
        log.file(0);
        log.log(START, START + 50 * BLOCK + 20);
        try (RedoTail tail = tail()) {
            tail.follow();
            long end = START + 7 * BLOCK + 300;
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void leavesOutWhatIsBehindTheEndInItsBlock() throws Exception {
        log.file(0);
        log.log(START, START + 10 * BLOCK + 400);
        try (RedoTail tail = tail()) {
            long end = START + 10 * BLOCK + 200;
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void mayEndInTheBlockOfTheCheckpoint() throws Exception {
        log.file(0);
        long end = CHECKPOINT + 30;
        log.log(START, end);
        try (RedoTail tail = tail()) {
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    /** All of the log is there: the next block would have nothing in it. */
    @Test
    void mayEndWithAFullBlockBehindWhichNothingWasWritten() throws Exception {
        log.file(0);
        long end = START + 10 * BLOCK + 12;
        log.log(START, START + 10 * BLOCK);
        try (RedoTail tail = tail()) {
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void mayEndWithAFullBlockBehindWhichTheLogWentOn() throws Exception {
        log.file(0);
        log.log(START, START + 20 * BLOCK);
        try (RedoTail tail = tail()) {
            long end = START + 10 * BLOCK + 12;
            assertThat(tail.reaches(end)).isTrue();

            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void doesNotReachWhatWasNotWritten() throws Exception {
        log.file(0);
        log.log(START, START + 10 * BLOCK + 100);
        try (RedoTail tail = tail()) {
            assertThat(tail.reaches(START + 10 * BLOCK + 101)).isFalse();
            assertThat(tail.reaches(START + 12 * BLOCK)).isFalse();

            log.log(START + 10 * BLOCK, START + 12 * BLOCK + 50);

            assertThat(tail.reaches(START + 10 * BLOCK + 101)).isTrue();
            assertThat(tail.reaches(START + 12 * BLOCK + 50)).isTrue();
        }
    }

    @Test
    void waitsForABlockThatIsOnlyHalfWritten() throws Exception {
        log.file(0);
        log.log(START, START + 5 * BLOCK);
        ByteBuffer torn = MadeRedo.block(START + 5 * BLOCK, START + 6 * BLOCK);
        torn.put(300, new byte[200]);
        log.raw(START + 5 * BLOCK, torn);
        log.log(START + 6 * BLOCK, START + 8 * BLOCK + 30);
        try (RedoTail tail = tail()) {
            tail.follow();
            assertThat(tail.bytes()).isEqualTo(2 * BLOCK);

            log.log(START + 5 * BLOCK, START + 6 * BLOCK);

            assertThat(tail.reaches(START + 8 * BLOCK + 30)).isTrue();
            assertGoesTo(START + 8 * BLOCK + 30, tail.cutAt(START + 8 * BLOCK + 30));
        }
    }

    /** A file that is used anew has whole blocks of a log that was. */
    @Test
    void takesNoBlockOfAnEarlierTime() throws Exception {
        log.file(0);
        log.log(START, START + 5 * BLOCK);
        log.raw(START + 5 * BLOCK, MadeRedo.block(START - 20 * BLOCK, START));
        try (RedoTail tail = tail()) {
            tail.follow();

            assertThat(tail.bytes()).isEqualTo(2 * BLOCK);
            assertThat(tail.reaches(START + 6 * BLOCK)).isFalse();
        }
    }

    @Test
    void goesOnInTheNextFileWhenThereIsOne() throws Exception {
        log.file(0);
        log.log(START, log.startOf(1));
        try (RedoTail tail = tail()) {
            tail.follow();
            assertThat(tail.follow()).isFalse();

            log.file(1);
            log.file(2);
            long end = log.startOf(2) + 3 * BLOCK + 60;
            log.log(log.startOf(1), end);

            assertThat(tail.reaches(end)).isTrue();
            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void beginsInTheFileThatHasTheCheckpoint() throws Exception {
        log = new MadeRedo(folder, BLOCKS, START - 2L * BLOCKS * BLOCK);
        for (int number = 0; number < 4; number++) {
            log.file(number);
        }
        long end = START + 9 * BLOCK + 40;
        log.log(log.startOf(0), end);
        try (RedoTail tail = tail()) {
            assertThat(tail.reaches(end)).isTrue();
            assertGoesTo(end, tail.cutAt(end));
        }
    }

    @Test
    void saysThatTheDirectoryIsOfAnotherLog() throws Exception {
        log = new MadeRedo(folder, BLOCKS, START + 1000L * BLOCK);
        log.file(0);
        Files.write(folder.resolve("#ib_redo1_tmp"), new byte[4096]);
        try (RedoTail tail = tail()) {
            assertThatThrownBy(tail::follow)
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("no file with log sequence number")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void tellsTheServerNowAndThenHowFarItIs() throws Exception {
        log = new MadeRedo(folder, 3 * 2048, START);
        log.file(0);
        log.log(START, START + 3 * 2048L * BLOCK);
        try (RedoTail tail = tail()) {
            tail.follow();
        }

        assertThat(hold.advanced).isSorted().hasSizeGreaterThanOrEqualTo(2);
        assertThat(hold.advanced.getLast()).isLessThanOrEqualTo(START + 3 * 2048L * BLOCK);
        assertThat(hold.closed).isEqualTo(1);
    }

    @Test
    void endsWhenTheSpoolIsFull() throws Exception {
        spool.close();
        spool = Spool.create(new SpoolSpace(scratch, 1000));
        log.file(0);
        log.log(START, START + 100 * BLOCK);
        try (RedoTail tail = tail()) {
            assertThatThrownBy(tail::follow).isInstanceOf(DonorException.class).hasMessageContaining("--spool-size");
        }
    }

    private static final byte[] KEY = new byte[TablespaceKey.LENGTH];

    static {
        for (int i = 0; i < KEY.length; i++) {
            KEY[i] = (byte) (3 * i + 1);
        }
    }

    private static byte[] encrypted(byte[] clear) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, 0, 32, "AES"), new IvParameterSpec(KEY, 32, 16));
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a server with innodb_redo_log_encrypt=ON writes a block. */
    private static ByteBuffer sealed(ByteBuffer clear) {
        byte[] block = new byte[BLOCK];
        clear.get(0, block);
        byte[] main = encrypted(Arrays.copyOfRange(block, 12, 12 + 496));
        System.arraycopy(main, 0, block, 12, main.length);
        byte[] last = encrypted(Arrays.copyOfRange(block, BLOCK - 32, BLOCK));
        System.arraycopy(last, 0, block, BLOCK - 32, 32);
        block[4] |= (byte) 0x80;
        return ByteBuffer.wrap(block);
    }

    @Test
    void carriesAnEncryptedLogAsItIsAndItsLastBlockAndItsKeyInClear() throws Exception {
        log = new MadeRedo(folder, BLOCKS, START, RedoTailTest::sealed);
        log.file(0);
        ByteBuffer info = ByteBuffer.allocate(512);
        TablespaceKey key = TablespaceKey.of(KEY);
        EncryptionInfo.sealing(key).write(info, 0);
        log.header(0, info.limit(EncryptionInfo.LENGTH), EncryptionInfo.OFFSET_IN_REDO_HEADER);
        long end = START + 6 * BLOCK + 200;
        log.log(START, START + 6 * BLOCK + 300);
        try (RedoTail tail = tail()) {
            assertThat(tail.reaches(end)).isTrue();
            RedoLog cut = tail.cutAt(end);

            assertThat(cut.encrypted()).isTrue();
            List<ByteBuffer> blocks = blocks(cut);
            long first = CHECKPOINT - CHECKPOINT % BLOCK;
            assertThat(blocks.getFirst()).isEqualTo(sealed(MadeRedo.block(first, end)));
            assertThat(blocks.getLast()).isEqualTo(MadeRedo.block(START + 6 * BLOCK, end));
            ByteBuffer header = ByteBuffer.wrap(cut.header().content().toArray());
            assertThat(EncryptionInfo.isClearInRedoHeader(header, 0)).isTrue();
            assertThat(EncryptionInfo.read(header, EncryptionInfo.OFFSET_IN_REDO_HEADER)
                            .key())
                    .isEqualTo(key);
        }
    }

    /** Nothing else tells: its checksum is encrypted with it. */
    @Test
    void waitsForAnEncryptedBlockThatIsOnlyHalfWritten() throws Exception {
        log = new MadeRedo(folder, BLOCKS, START, RedoTailTest::sealed);
        log.file(0);
        ByteBuffer info = ByteBuffer.allocate(512);
        EncryptionInfo.sealing(TablespaceKey.of(KEY)).write(info, 0);
        log.header(0, info.limit(EncryptionInfo.LENGTH), EncryptionInfo.OFFSET_IN_REDO_HEADER);
        log.log(START, START + 8 * BLOCK);
        ByteBuffer torn = sealed(MadeRedo.block(START + 5 * BLOCK, START + 6 * BLOCK));
        log.raw(START + 5 * BLOCK, torn.put(200, new byte[300]));
        try (RedoTail tail = tail()) {
            tail.follow();

            assertThat(tail.bytes()).isEqualTo(2 * BLOCK);
        }
    }
}
