package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.refused;
import static io.mysqlclone.recipient.scripted.StateLies.bytes;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import java.util.Optional;
import java.util.stream.Stream;

/** Lies in FILE descriptors: names, indexes, chunks, sizes, flags, and what DDL is said to have done. */
public final class FileLies {
    private static final int BIG = TrueSnapshot.BIG_TABLE;
    private static final int SMALL = TrueSnapshot.SMALL_TABLE;
    private static final int DELETED = 0x10;
    private static final int RENAMED = 0x08;
    private static final int ENCRYPTED = 0x04;

    private FileLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(names(), lists(), sizes(), flags(), ddl()).flatMap(lies -> lies);
    }

    private static Stream<Lie> names() {
        Stream<Lie> unsafe = Stream.of(
                        "../x.ibd",
                        "./../x.ibd",
                        "./a/../../x.ibd",
                        "d/../../x.ibd",
                        "..",
                        ".",
                        "./",
                        "d/",
                        "./d//x.ibd",
                        "./d/./x.ibd",
                        "a/b/c.ibd",
                        "./#clone/x.ibd",
                        "#clone-agent/journal",
                        "./#clone-agent/x.ibd",
                        "#innodb_redo/#ib_redo0",
                        "./#innodb_redo/x.ibd",
                        "./.hidden/x.ibd",
                        "./lost+found/x.ibd",
                        "d\\..\\x.ibd",
                        "auto.cnf",
                        "mysqld-auto.cnf",
                        "my.cnf",
                        "ibtmp1",
                        "./d/x.frm",
                        "./d/x.ibd.#clone",
                        "x".repeat(300) + ".ibd",
                        "./d/" + "x".repeat(3000) + ".ibd",
                        "\u202Eevil")
                .map(name -> donor(
                        "calls a file " + (name.length() > 40 ? name.substring(0, 40) + "..." : name),
                        "(?i)file name|name of|component|control|absolute|suffix|directory|private|belong|length|leaves",
                        s -> rename(s, BIG, name)));
        Stream<Lie> absolute = Stream.of("/etc/cron.d/x.ibd", "//etc/x.ibd", "/../x.ibd")
                .map(name -> refused(
                        "calls a file " + name, "outside its data directory.*" + name, s -> rename(s, BIG, name)));
        return Stream.of(
                        unsafe,
                        absolute,
                        Stream.of(
                                donor(
                                        "calls a file nothing",
                                        "no path|name",
                                        s -> s.edit(
                                                s.file(BIG), FileDescriptor.class, d -> named(d, Optional.empty()))),
                                donor(
                                        "calls a table /etc/passwd",
                                        "tablespace 7 /etc/passwd, which is not the name",
                                        s -> rename(s, BIG, "/etc/passwd")),
                                donor(
                                        "calls a table by the name of a user's file",
                                        "tablespace 7 backup_key, which is not the name",
                                        s -> rename(s, BIG, "backup_key")),
                                donor(
                                        "calls a table by the name of an undo tablespace",
                                        "tablespace 7 ./x.ibu, which is not the name",
                                        s -> rename(s, BIG, "./x.ibu")),
                                donor(
                                        "calls two files mysql.ibd",
                                        "two files mysql.ibd",
                                        s -> rename(s, 3, "mysql.ibd")),
                                donor("calls two tables the same", "two files", s -> rename(s, BIG, "./d/small.ibd")),
                                donor(
                                        "calls two tables nearly the same",
                                        "two files",
                                        s -> rename(s, BIG, "d/small.ibd")),
                                donor(
                                        "does not end a name",
                                        "not terminated",
                                        s -> s.patch(s.file(BIG), 62 + "./d/big.ibd".length(), (byte) 'x')),
                                donor("has NUL in a name", "byte 0", s -> s.patch(s.file(BIG), 65, (byte) 0)),
                                donor("has a newline in a name", "byte 10", s -> s.patch(s.file(BIG), 65, (byte) 10)),
                                donor("has DEL in a name", "byte 127", s -> s.patch(s.file(BIG), 65, (byte) 127)),
                                donor(
                                        "has a name that is not text",
                                        "UTF-8",
                                        s -> s.patch(s.file(BIG), 65, (byte) 0xFE)),
                                donor(
                                        "has an empty name",
                                        "empty or not terminated|length",
                                        s -> s.patch(s.file(BIG), 58, bytes(0, 0, 0, 1))),
                                donor(
                                        "has a name of 5000 bytes",
                                        "name length",
                                        s -> rename(s, BIG, "./d/" + "x".repeat(5000))),
                                donor(
                                        "has a name of 4 GB",
                                        "name length",
                                        s -> s.patch(s.file(BIG), 58, bytes(0xFF, 0xFF, 0xFF, 0xFF))),
                                donor(
                                        "has a name that is longer than the descriptor",
                                        "length",
                                        s -> s.patch(s.file(BIG), 58, bytes(0, 0, 0, 60)))))
                .flatMap(lies -> lies);
    }

    private static Stream<Lie> lists() {
        return Stream.of(
                donor("leaves an index out", "where 3 must come next", s -> s.master.remove(s.file(3))),
                donor(
                        "repeats an index",
                        "where 4 must come next",
                        s -> s.master.add(s.file(BIG), s.master.get(s.file(3)))),
                donor(
                        "begins with another index",
                        "where 0 must come next",
                        s -> s.patch(s.file(0), 46, bytes(0, 0, 0, 9))),
                donor(
                        "has the index 4294967295",
                        "file index",
                        s -> s.patch(s.file(0), 46, bytes(0xFF, 0xFF, 0xFF, 0xFF))),
                donor(
                        "lists a file of another state",
                        "must come next",
                        s -> s.patch(s.file(3), 12, bytes(0, 0, 0, 3))),
                donor("lists a file of INIT", "state is 1", s -> s.patch(s.file(3), 12, bytes(0, 0, 0, 1))),
                donor(
                        "lists a redo file among the data",
                        "must come next",
                        s -> s.master.set(s.file(3), s.master.get(s.redoFile(0)))),
                donor("names a file before the list", "while DROP DATA", s -> s.master.add(1, s.master.get(s.file(0)))),
                donor(
                        "names a file within the data",
                        "while FILE COPY is under way",
                        s -> s.master.add(s.data(SnapshotState.FILE_COPY, 2), s.master.get(s.file(0)))),
                donor(
                        "names a redo file within the data",
                        "redo file 0",
                        s -> s.master.add(s.data(SnapshotState.FILE_COPY, 2), s.master.get(s.redoFile(0)))),
                donor("has no system tablespace", "no system tablespace", s -> rename(s, 1, "x.ibd", 77)),
                donor("has no data dictionary", "no data dictionary", s -> rename(s, 2, "x.ibd", 78)));
    }

    private static Stream<Lie> sizes() {
        return Stream.of(
                donor("gives two files one chunk", "chunks 4 to 4; they must be 5 to 5", s -> chunks(s, BIG, 4, 4)),
                donor("gives a file two chunks", "they must be 5 to 5", s -> chunks(s, BIG, 5, 6)),
                donor("leaves a chunk out", "they must be 5 to 5", s -> chunks(s, BIG, 6, 6)),
                donor("ends a file before its first chunk", "they must be 5 to 5", s -> chunks(s, BIG, 5, 4)),
                donor("gives a file all chunks", "they must be 5 to 5", s -> chunks(s, BIG, 1, Integer.MAX_VALUE)),
                donor(
                        "has a file of 2^62 bytes",
                        "file size",
                        s -> s.patch(s.file(BIG), 16, bytes(0x40, 0, 0, 0, 0, 0, 0, 0))),
                donor(
                        "has a file of -1 bytes",
                        "file size",
                        s -> s.patch(s.file(BIG), 16, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))),
                donor(
                        "has a file of 2^47 bytes",
                        "they must be",
                        s -> s.patch(s.file(BIG), 16, bytes(0, 0, 0x80, 0, 0, 0, 0, 0))),
                donor(
                        "has a file of no bytes",
                        "they must be",
                        s -> s.patch(s.file(BIG), 16, bytes(0, 0, 0, 0, 0, 0, 0, 0))),
                donor(
                        "has a file that is shorter than its data",
                        "has 282624 bytes",
                        s -> s.patch(s.file(BIG), 16, bytes(0, 0, 0, 0, 0, 0x04, 0x50, 0))),
                refused(
                        "has a file that takes 2^47 bytes on disk",
                        "3873 ER_CLONE_DISK_SPACE",
                        s -> s.patch(s.file(BIG), 24, bytes(0, 0, 0x80, 0, 0, 0, 0, 0))),
                donor(
                        "has a file that takes 2^62 bytes on disk",
                        "allocated size",
                        s -> s.patch(s.file(BIG), 24, bytes(0x40, 0, 0, 0, 0, 0, 0, 0))));
    }

    private static Stream<Lie> flags() {
        return Stream.of(
                tablespaceFlags("has pages of 1 KiB", 0x40),
                tablespaceFlags("has pages of 2 MiB", 0x3C0),
                tablespaceFlags("has pages of 16 KiB on a server of 4 KiB", 0x4021),
                tablespaceFlags("has compressed pages of 16 MiB", 0x40FF),
                tablespaceFlags("has a table that is no tablespace", -1),
                donor(
                        "has a dump of the buffer pool that is a table",
                        "do not belong together",
                        s -> rename(s, 0, "./d/x.ibd")),
                donor(
                        "has a table that is the dump of the buffer pool",
                        "do not belong together",
                        s -> s.patch(s.file(BIG), 42, bytes(0xFF, 0xFF, 0xFF, 0xFF))),
                donor(
                        "has blocks of 2 GB in its file system",
                        "block size",
                        s -> s.patch(s.file(BIG), 36, bytes(0x80, 0, 0, 0))),
                donor("has unknown file flags", "flags", s -> s.patch(s.file(BIG), 40, bytes(0, 0x40))),
                donor("promises a key", "length", s -> s.patch(s.file(BIG), 40, bytes(0, 0x20))),
                donor("has an encrypted table without a key", "encryption information", s -> flag(s, BIG, ENCRYPTED)),
                donor("has lost its data dictionary", "was dropped", s -> flag(s, 2, DELETED)));
    }

    private static Stream<Lie> ddl() {
        return Stream.of(
                donor(
                        "drops a file it never had",
                        "file 99",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, 2),
                                new Step.Describe(changed(BIG, 99, "./d/x.ibd", SnapshotState.FILE_COPY, DELETED)))),
                donor(
                        "drops a table without end",
                        "again and again",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, 2),
                                new Step.Flood(Responses.descriptor(
                                        changed(SMALL, SMALL, "./d/small.ibd", SnapshotState.FILE_COPY, DELETED)
                                                .encode()
                                                .toArray())))),
                donor(
                        "names a redo file without end",
                        "again and again",
                        s -> s.master.add(
                                s.data(SnapshotState.REDO_COPY, 0),
                                new Step.Flood(Responses.descriptor(
                                        TrueSnapshot.redo(1).encode().toArray())))),
                donor(
                        "drops its system tablespace",
                        "ibdata1 was dropped",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, 2),
                                new Step.Describe(changed(1, 1, "ibdata1", SnapshotState.FILE_COPY, DELETED)))),
                donor(
                        "drops a table in REDO COPY",
                        "dropped in REDO COPY",
                        s -> s.master.add(
                                s.data(SnapshotState.REDO_COPY, 0),
                                new Step.Describe(changed(BIG, BIG, "./d/big.ibd", SnapshotState.REDO_COPY, DELETED)))),
                between(
                        "renames a table onto another",
                        "named both",
                        changed(BIG, BIG, "./d/small.ibd", SnapshotState.PAGE_COPY, RENAMED)),
                between(
                        "renames a table out of the target",
                        "x.ibd|component",
                        changed(BIG, BIG, "./../x.ibd", SnapshotState.PAGE_COPY, RENAMED)),
                between(
                        "renames a table into the agent's directory",
                        "not a schema directory",
                        changed(BIG, BIG, "./#clone-agent/x.ibd", SnapshotState.PAGE_COPY, RENAMED)),
                between(
                        "creates a file with an index to come",
                        "where 6 must come next",
                        changed(BIG, 7, "./d/new.ibd", SnapshotState.PAGE_COPY, 0)),
                between(
                        "creates a file in a state to come",
                        "while FILE COPY has ended",
                        changed(BIG, 6, "./d/new.ibd", SnapshotState.REDO_COPY, 0)),
                between(
                        "drops its data dictionary",
                        "was dropped",
                        changed(2, 2, "mysql.ibd", SnapshotState.PAGE_COPY, DELETED)),
                between(
                        "changes a table to pages of 64 KiB",
                        "are not those of a tablespace",
                        withFlags(changed(BIG, BIG, "./d/big.ibd", SnapshotState.PAGE_COPY, 0), 0x41E1)),
                between(
                        "creates a tablespace with impossible flags",
                        "are not those of a tablespace",
                        withFlags(changed(BIG, 6, "./d/new.ibd", SnapshotState.PAGE_COPY, 0), 0x1E)),
                donor(
                        "moves a table out of its data directory",
                        "moved /tmp/x.ibd out of its data directory",
                        s -> s.master.add(
                                s.start(SnapshotState.PAGE_COPY),
                                new Step.Describe(changed(BIG, BIG, "/tmp/x.ibd", SnapshotState.PAGE_COPY, RENAMED)))),
                donor(
                        "changes files after it has started the state",
                        "while PAGE COPY is under way",
                        s -> s.master.add(
                                s.start(SnapshotState.PAGE_COPY) + 1,
                                new Step.Describe(
                                        changed(SMALL, SMALL, "./d/z.ibd", SnapshotState.PAGE_COPY, RENAMED)))));
    }

    private static Lie tablespaceFlags(String name, int flags) {
        return donor(
                name,
                "do not belong together|are not those of a tablespace",
                s -> s.edit(s.file(BIG), FileDescriptor.class, d -> withFlags(d, flags)));
    }

    /** DDL that is told between FILE COPY and PAGE COPY. */
    private static Lie between(String name, String sentence, FileDescriptor file) {
        return donor(name, sentence, s -> s.master.add(s.start(SnapshotState.PAGE_COPY), new Step.Describe(file)));
    }

    private static void chunks(Script script, int index, int first, int last) {
        script.edit(
                script.file(index),
                FileDescriptor.class,
                d -> new FileDescriptor(
                        d.state(),
                        d.fileSize(),
                        d.allocatedSize(),
                        d.fspFlags(),
                        d.fsBlockSize(),
                        d.flags(),
                        d.spaceId(),
                        d.fileIndex(),
                        first,
                        last,
                        d.name(),
                        d.key()));
    }

    private static void rename(Script script, int index, String name) {
        script.edit(script.file(index), FileDescriptor.class, d -> named(d, Optional.of(name)));
    }

    private static void rename(Script script, int index, String name, long spaceId) {
        rename(script, index, name);
        script.edit(
                script.file(index),
                FileDescriptor.class,
                d -> with(d, d.state(), d.fspFlags(), d.flags(), spaceId, d.fileIndex(), d.name()));
    }

    private static void flag(Script script, int index, int flags) {
        script.edit(
                script.file(index),
                FileDescriptor.class,
                d -> with(d, d.state(), d.fspFlags(), new FileFlags(flags), d.spaceId(), d.fileIndex(), d.name()));
    }

    private static FileDescriptor named(FileDescriptor file, Optional<String> name) {
        return with(file, file.state(), file.fspFlags(), file.flags(), file.spaceId(), file.fileIndex(), name);
    }

    private static FileDescriptor withFlags(FileDescriptor file, int flags) {
        return with(
                file, file.state(), new FspFlags(flags), file.flags(), file.spaceId(), file.fileIndex(), file.name());
    }

    private static FileDescriptor changed(int like, int index, String name, SnapshotState state, int flags) {
        FileDescriptor file = TrueSnapshot.files().get(like).descriptor();
        long spaceId = index == like ? file.spaceId() : SpaceIds.SYSTEM + 1000 + index;
        return with(file, state, file.fspFlags(), new FileFlags(flags), spaceId, index, Optional.of(name));
    }

    private static FileDescriptor with(
            FileDescriptor file,
            SnapshotState state,
            FspFlags fspFlags,
            FileFlags flags,
            long spaceId,
            int index,
            Optional<String> name) {
        return new FileDescriptor(
                state,
                file.fileSize(),
                file.allocatedSize(),
                fspFlags,
                file.fsBlockSize(),
                flags,
                spaceId,
                index,
                file.firstChunk(),
                file.lastChunk(),
                name,
                file.key());
    }
}
