package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.refused;
import static io.mysqlclone.recipient.scripted.Lie.wrongData;

import io.mysqlclone.innodb.SnapshotState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/** Donors that do not lie, and are others than those that can be cloned: older, newer, or not MySQL's. */
public final class VersionLies {
    /** Position of the data that is the header of redo file 0. */
    private static final int REDO_HEADER = 2;

    private VersionLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(
                refused(
                        "greets as 8.0.29",
                        "clones MySQL 8\\.0\\.30 and later, and the donor runs 8\\.0\\.29.*3864",
                        s -> s.version = "8.0.29"),
                refused("greets as MariaDB", "is a MariaDB server", s -> s.version = "5.5.5-10.11.6-MariaDB-log"),
                refused("greets as 9.7.4 and is 8.0.26", "and the donor runs 8\\.0\\.26.*3864", s -> {
                    s.configure("version", "8.0.26");
                    s.init.remove(ServerShape.TOLD_RELEASE);
                }),
                donor(
                        "sends the STATE of GreatSQL",
                        "STATE descriptor: length is 70, allowed is 46.*GreatSQL",
                        VersionLies::longerState),
                wrongData(
                        "has a redo log of another format",
                        "format 7.*knows only 6.*newer clone-agent",
                        s -> s.editBytes(s.data(SnapshotState.REDO_COPY, REDO_HEADER), VersionLies::nextFormat)),
                wrongData(
                        "writes its redo log without checksums",
                        "SET GLOBAL innodb_log_checksums = ON",
                        s -> s.editBytes(
                                s.data(SnapshotState.REDO_COPY, 0),
                                bytes -> ByteBuffer.wrap(bytes)
                                        .putInt(508, 0xDEADBEEF)
                                        .array())));
    }

    private static void longerState(Script script) {
        int at = script.start(SnapshotState.FILE_COPY);
        byte[] state =
                ((Step.Describe) script.master.get(at)).descriptor().encode().toArray();
        byte[] longer = Arrays.copyOf(state, 70);
        ByteBuffer.wrap(longer).putInt(4, 70);
        script.master.set(at, new Step.Packet(Responses.descriptor(longer)));
    }

    private static byte[] nextFormat(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header).putInt(0, 7);
        TrueSnapshot.seal(bytes, 0);
        return header;
    }
}
