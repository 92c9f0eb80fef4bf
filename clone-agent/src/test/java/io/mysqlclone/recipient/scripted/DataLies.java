package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.refused;
import static io.mysqlclone.recipient.scripted.Lie.wrongData;
import static io.mysqlclone.recipient.scripted.StateLies.bytes;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.protocol.ResponseDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Lies in DATA descriptors, and in the bytes behind them. */
public final class DataLies {
    /** Position among the DATA of FILE COPY of the first block of the table that has two. */
    private static final int BIG_FIRST = 4;

    private static final int BIG_SECOND = 5;

    private DataLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(positions(), payloads(), order(), pages(), redo()).flatMap(lies -> lies);
    }

    private static Stream<Lie> positions() {
        return Stream.of(
                block("sends data of a file it never named", "announced only 6 files", BIG_FIRST, 28, 0, 0, 0, 99),
                block("sends data of file 4294967295", "file index", BIG_FIRST, 28, 0xFF, 0xFF, 0xFF, 0xFF),
                block("sends chunk 0", "chunk", BIG_FIRST, 20, 0, 0, 0, 0),
                block("sends a chunk beyond the last", "chunk 7 of 6", BIG_FIRST, 20, 0, 0, 0, 7),
                block("sends chunk 4294967295", "chunk", BIG_FIRST, 20, 0xFF, 0xFF, 0xFF, 0xFF),
                block("sends a chunk of another file", "has chunks 5 to 5", BIG_FIRST, 20, 0, 0, 0, 6),
                block("sends block 0", "block", BIG_FIRST, 24, 0, 0, 0, 0),
                block("skips a block", "block 1 must come next", BIG_FIRST, 24, 0, 0, 0, 2),
                block("repeats a block", "block 2 must come next", BIG_SECOND, 24, 0, 0, 0, 1),
                block("sends block 2147483647", "must come next", BIG_SECOND, 24, 0x7F, 0xFF, 0xFF, 0xFF),
                block("puts a block elsewhere", "must lie at offset 0", BIG_FIRST, 36, 0, 0, 0, 0, 0, 0, 0x10, 0),
                block("puts a block at 2^47", "must lie at offset", BIG_FIRST, 36, 0, 0, 0x80, 0, 0, 0, 0, 0),
                block("puts a block at 2^62", "offset", BIG_FIRST, 36, 0x40, 0, 0, 0, 0, 0, 0, 0),
                block("puts a block at -4096", "offset", BIG_FIRST, 36, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xF0, 0),
                block("sends a block of no bytes", "block of 0 bytes", BIG_FIRST, 32, 0, 0, 0, 0),
                block("sends a block of 2 GB", "data length", BIG_FIRST, 32, 0x80, 0, 0, 0),
                block("sends a block of 4 MiB", "block of 4194304 bytes", BIG_FIRST, 32, 0, 0x40, 0, 0),
                block("sends a block that is too short", "has 286720 bytes", BIG_FIRST, 32, 0, 0, 0x10, 0),
                block("sends a block behind the end", "has 286720 bytes", BIG_SECOND, 32, 0, 0, 0x70, 0),
                block("sends from task 200", "task index", BIG_FIRST, 16, 0, 0, 0, 200),
                block("sends data of PAGE COPY in FILE COPY", "data of PAGE COPY", BIG_FIRST, 12, 0, 0, 0, 3),
                block("sends data of INIT", "state is 1", BIG_FIRST, 12, 0, 0, 0, 1),
                block("has a file of 2^62 bytes", "file size", BIG_FIRST, 44, 0x40, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Stream<Lie> payloads() {
        return Stream.of(
                donor(
                        "sends data without a descriptor",
                        "Data\\[\\] among its data",
                        s -> s.master.remove(s.data(SnapshotState.FILE_COPY, BIG_FIRST))),
                donor(
                        "sends a descriptor without data",
                        "code 2 where the data",
                        s -> s.master.remove(s.data(SnapshotState.FILE_COPY, BIG_FIRST) + 1)),
                donor(
                        "ends instead of data",
                        "code 99 where the data",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST) + 1, new Step.Packet(Responses.complete()))),
                donor(
                        "sends less data than announced",
                        "too early",
                        s -> s.editBytes(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST),
                                data -> Arrays.copyOf(data, data.length - 1))),
                donor(
                        "sends more data than announced",
                        "too many",
                        s -> s.editBytes(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST),
                                data -> Arrays.copyOf(data, data.length + 1))),
                donor(
                        "sends 15 MB more than announced",
                        "too many",
                        s -> s.editBytes(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST), data -> Arrays.copyOf(data, 15 << 20))),
                donor(
                        "sends no data at all",
                        "too early",
                        s -> s.editBytes(s.data(SnapshotState.FILE_COPY, BIG_FIRST), data -> new byte[0])),
                donor(
                        "sends an empty packet for data",
                        "too early",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST) + 1, new Step.Packet(new byte[0]))),
                donor("splits data with a gap in the numbers", "out of order", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, BIG_FIRST);
                    byte[] full = LoginLies.filled(0xFF_FFFF, ResponseDecoder.DATA, (byte) 0);
                    s.master.set(at + 1, new Step.Raw(ClassicPackets.framed(4, Arrays.copyOf(full, 100))));
                }));
    }

    private static Stream<Lie> order() {
        return Stream.of(
                donor(
                        "leaves the last block out",
                        "1 of 6 chunks did not arrive, the first of them 5",
                        s -> s.removeData(s.data(SnapshotState.FILE_COPY, BIG_SECOND))),
                donor(
                        "leaves the first block out",
                        "block 1 must come next",
                        s -> s.removeData(s.data(SnapshotState.FILE_COPY, BIG_FIRST))),
                donor("leaves a chunk out", "first of them 2", s -> s.removeData(s.data(SnapshotState.FILE_COPY, 1))),
                donor("sends a chunk twice", "again, which is complete", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 1);
                    s.master.addAll(s.data(SnapshotState.FILE_COPY, 3), List.copyOf(s.master.subList(at, at + 2)));
                }),
                donor("sends blocks in reverse", "block 1 must come next", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, BIG_FIRST);
                    List<Step> first = List.copyOf(s.master.subList(at, at + 2));
                    s.removeData(at);
                    s.master.addAll(at + 2, first);
                }),
                donor("sends data after the end of the stage", "data of FILE COPY while FILE COPY had ended", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, BIG_FIRST);
                    s.master.addAll(s.end(SnapshotState.FILE_COPY) + 2, List.copyOf(s.master.subList(at, at + 2)));
                }),
                donor("sends data before the list of files", "data of FILE COPY", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 0);
                    s.master.addAll(s.file(0), List.copyOf(s.master.subList(at, at + 2)));
                }));
    }

    private static Stream<Lie> pages() {
        return Stream.of(
                wrongData(
                        "sends a changed page with a wrong checksum",
                        "page 2 of ./d/big.ibd",
                        s -> s.editBytes(s.data(SnapshotState.PAGE_COPY, 1), DataLies::flipped)),
                wrongData(
                        "sends a torn page and never mends it",
                        "page 1 of ./d/big.ibd",
                        s -> s.editBytes(s.data(SnapshotState.FILE_COPY, BIG_FIRST), data -> {
                            data[TrueSnapshot.PAGE + 1000] ^= 1;
                            return data;
                        })),
                wrongData(
                        "sends a changed page in the place of another",
                        "page 2 of ./d/big.ibd is page 5 of tablespace 7 by its header",
                        s -> s.editBytes(s.data(SnapshotState.PAGE_COPY, 1), page -> numbered(page, 4, 5))),
                wrongData(
                        "sends a changed page of another table",
                        "is page 2 of tablespace 8 by its header, not one of tablespace 7",
                        s -> s.editBytes(s.data(SnapshotState.PAGE_COPY, 1), page -> numbered(page, 34, 8))),
                wrongData(
                        "copies a page to the place of another and never mends it",
                        "page 1 of ./d/big.ibd is page 3 of tablespace 7",
                        s -> s.editBytes(
                                s.data(SnapshotState.FILE_COPY, BIG_FIRST),
                                data -> over(
                                        data,
                                        TrueSnapshot.PAGE,
                                        Arrays.copyOfRange(data, 3 * TrueSnapshot.PAGE, 4 * TrueSnapshot.PAGE)))),
                page("puts a page between pages", "have 4096 bytes", 1, 36, 0, 0, 0, 0, 0, 0, 0x20, 1),
                page("sends half a page", "have 4096 bytes", 1, 32, 0, 0, 8, 0),
                donor("puts a page behind the end", "behind its end", s -> {
                    s.editBytes(s.data(SnapshotState.PAGE_COPY, 1), page -> numbered(page, 4, 256));
                    s.patch(s.data(SnapshotState.PAGE_COPY, 1), 36, bytes(0, 0, 0, 0, 0, 0x10, 0, 0));
                }),
                page("puts a page at 2^47", "can't have grown", 1, 36, 0, 0, 0x80, 0, 0, 0, 0, 0),
                page("grows a file by 2^47", "can't have grown", 0, 44, 0, 0, 0x80, 0, 0, 0, 0, 0),
                page("sends pages backwards", "must come next", 1, 24, 0, 0, 0, 1),
                page("sends page 4000 of 3", "sends page 4000", 2, 24, 0, 0, 0x0F, 0xA0),
                page("sends a page of the buffer pool dump", "has no pages", 1, 28, 0, 0, 0, 0),
                page("sends a page of an unknown file", "announced only 6", 1, 28, 0, 0, 0, 42),
                page("sends a page in chunk 2 of 1", "chunk 2 of 1", 1, 20, 0, 0, 0, 2),
                donor(
                        "leaves the last page out",
                        "passed over 1",
                        s -> s.removeData(s.data(SnapshotState.PAGE_COPY, 2))),
                donor("leaves a page out", "passed over 1", s -> s.removeData(s.data(SnapshotState.PAGE_COPY, 1))),
                donor("leaves all pages out", "passed over 3", s -> {
                    for (int i = 0; i < 3; i++) {
                        s.removeData(s.data(SnapshotState.PAGE_COPY, 0));
                    }
                }));
    }

    private static Stream<Lie> redo() {
        return Stream.of(
                donor("leaves redo index 0 out", "redo file 0 before it names it", s -> s.master.remove(s.redoFile(0))),
                donor(
                        "has redo index 7",
                        "redo file 7 in REDO COPY",
                        s -> s.patch(s.redoFile(1), 46, bytes(0, 0, 0, 7))),
                donor(
                        "never names its second redo file",
                        "redo file 1 before it names it",
                        s -> s.master.remove(s.redoFile(1))),
                donor(
                        "has a redo file of no bytes",
                        "redo file 0 has 0 bytes",
                        s -> s.patch(s.redoFile(0), 16, bytes(0, 0, 0, 0, 0, 0, 0, 0))),
                refused(
                        "has a redo file of 2^47 bytes",
                        "3873 ER_CLONE_DISK_SPACE",
                        s -> s.patch(s.redoFile(1), 16, bytes(0, 0, 0x80, 0, 0, 0, 0, 0))),
                donor(
                        "has a redo file that ends inside a block",
                        "no multiple of 512",
                        s -> s.patch(s.redoFile(1), 16, bytes(0, 0, 0, 0, 0, 0, 0x10, 1))),
                donor(
                        "ends the log inside a block",
                        "redo file 0 has 4096",
                        redoPatch(0, 44, 0, 0, 0, 0, 0, 0, 0x0F, 1)),
                donor("sends redo between blocks", "redo file 0 has 4096", redoPatch(0, 36, 0, 0, 0, 0, 0, 0, 8, 1)),
                donor("sends redo behind the end", "redo file 0 has 4096", redoPatch(0, 36, 0, 0, 0, 0, 0, 0, 0x10, 0)),
                donor(
                        "sends log where the header belongs",
                        "redo file 0 has 4096",
                        redoPatch(0, 36, 0, 0, 0, 0, 0, 0, 2, 0)),
                donor("sends redo of file 9", "redo file 9 before it names it", redoPatch(0, 28, 0, 0, 0, 9)),
                donor("skips a block of redo", "block 1 must come next", redoPatch(0, 24, 0, 0, 0, 2)),
                donor(
                        "leaves the redo header out",
                        "did not arrive",
                        s -> s.removeData(s.data(SnapshotState.REDO_COPY, 2))),
                donor(
                        "leaves a redo file out",
                        "did not arrive",
                        s -> s.removeData(s.data(SnapshotState.REDO_COPY, 1))),
                donor(
                        "has encrypted redo without a key",
                        "encryption information",
                        s -> s.patch(s.redoFile(0), 40, bytes(0, 4))),
                wrongData(
                        "has a damaged redo header",
                        "header of redo file 0 is damaged",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, 2), DataLies::flipped)),
                wrongData(
                        "has a redo header of another program",
                        "not that of a clone",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 2), header -> resealed(header, 16, (byte) 'X'))),
                wrongData(
                        "has a redo header without a checkpoint",
                        "not that of a clone",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 2),
                                header -> TrueSnapshot.redoHeader(TrueSnapshot.START_LSN, 0))),
                wrongData(
                        "has a checkpoint before the log",
                        "checkpoint LSN",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 2),
                                header -> TrueSnapshot.redoHeader(TrueSnapshot.START_LSN, 512))),
                wrongData(
                        "has a checkpoint behind the log",
                        "before its checkpoint",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 2),
                                header -> TrueSnapshot.redoHeader(
                                        TrueSnapshot.START_LSN, TrueSnapshot.START_LSN + 100_000))),
                wrongData(
                        "begins the log elsewhere",
                        "damaged at offset 2048",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 2),
                                header -> TrueSnapshot.redoHeader(
                                        TrueSnapshot.START_LSN + 512, TrueSnapshot.START_LSN + 600))),
                wrongData(
                        "has a second redo file of another place in the log",
                        "header of redo file 1 begins it at log sequence number",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 1),
                                log -> over(log, 0, TrueSnapshot.redoHeader(TrueSnapshot.START_LSN, 0)))),
                wrongData(
                        "has a second redo file with a damaged header",
                        "header of redo file 1 is damaged",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, 1), DataLies::flipped)),
                wrongData(
                        "has a damaged block of log",
                        "redo file 0 is damaged at offset 2048",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, 0), DataLies::flipped)),
                wrongData(
                        "has a block of log with a wrong number",
                        "damaged at offset 2560",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 0),
                                log -> over(log, 512, TrueSnapshot.redoBlock(TrueSnapshot.START_LSN + 51200, 512)))),
                wrongData(
                        "ends the log before its end",
                        "goes on at offset 3072",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 0),
                                log -> over(log, 512, TrueSnapshot.redoBlock(TrueSnapshot.START_LSN + 512, 200)))),
                wrongData(
                        "has zeros for a redo file",
                        "redo file 1 is damaged",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, 1), log -> new byte[log.length])),
                wrongData(
                        "has a damaged trailer",
                        "redo file 1 is damaged at offset 3072",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, 3), DataLies::flipped)),
                wrongData(
                        "has more log than it sends",
                        "damaged|too early",
                        redoPatch(3, 44, 0, 0, 0x40, 0, 0, 0, 0, 0)));
    }

    private static Lie block(String name, String sentence, int nth, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.data(SnapshotState.FILE_COPY, nth), offset, bytes(bytes)));
    }

    private static Lie page(String name, String sentence, int nth, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.data(SnapshotState.PAGE_COPY, nth), offset, bytes(bytes)));
    }

    private static java.util.function.Consumer<Script> redoPatch(int nth, int offset, int... bytes) {
        return s -> s.patch(s.data(SnapshotState.REDO_COPY, nth), offset, bytes(bytes));
    }

    private static byte[] flipped(byte[] data) {
        data[100] ^= 1;
        return data;
    }

    /** A page whose header says something else, under a checksum that is right. */
    private static byte[] numbered(byte[] page, int at, int value) {
        java.nio.ByteBuffer.wrap(page).putInt(at, value);
        new PageChecksum(TrueSnapshot.TABLE).stamp(java.nio.ByteBuffer.wrap(page), 0);
        return page;
    }

    private static byte[] over(byte[] data, int at, byte[] piece) {
        System.arraycopy(piece, 0, data, at, piece.length);
        return data;
    }

    /** Changes a byte of the first block of a header and makes its checksum right again. */
    private static byte[] resealed(byte[] header, int at, byte value) {
        header[at] = value;
        TrueSnapshot.seal(java.nio.ByteBuffer.wrap(header), 0);
        return header;
    }
}
