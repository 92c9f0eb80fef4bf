package io.mysqlclone.datadir.live;

import io.mysqlclone.gtid.GtidOrigin;
import io.mysqlclone.gtid.GtidSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The table {@code mysql.gtid_executed}, from the file that it is in. It has what never was in a binary log of the server,
 * such as the set of a clone or a dump that it was made of; a server that ends cleanly leaves all of its set there.
 */
final class ExecutedGtids {
    private static final int UUID_LENGTH = 36;
    private static final int TAG_LENGTH = 32;
    /** Of the transaction that wrote the record, and where its undo record is. */
    private static final int SYSTEM_COLUMNS = 6 + 7;

    private static final int FIRST = UUID_LENGTH + TAG_LENGTH;
    private static final int LAST = FIRST + Long.BYTES + SYSTEM_COLUMNS;
    private static final int RECORD = LAST + Long.BYTES;

    /** The primary key but for its number: the UUID, and the tag filled up with spaces. */
    private static final Pattern KEY =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?=.{32}$)([a-z_][a-z0-9_]*)? *");

    private ExecutedGtids() {}

    /** Empty when the file can't be read, because it is encrypted. */
    static Optional<GtidSet> of(Path dataDir) throws IOException {
        var set = new GtidSet.Builder();
        return DictionaryPages.visit(dataDir, Optional.empty(), (index, page, at) -> add(page, at, set))
                ? Optional.of(set.build())
                : Optional.empty();
    }

    private static void add(ByteBuffer page, int at, GtidSet.Builder set) {
        if (at + RECORD > page.limit()) {
            return;
        }
        byte[] bytes = new byte[FIRST];
        page.get(at, bytes);
        String key = new String(bytes, StandardCharsets.ISO_8859_1);
        // Signed numbers are stored with their sign bit turned around, so that they sort as bytes.
        long first = page.getLong(at + FIRST) ^ Long.MIN_VALUE;
        long last = page.getLong(at + LAST) ^ Long.MIN_VALUE;
        if (first < 1
                || last < first
                || last == Long.MAX_VALUE
                || !KEY.matcher(key).matches()) {
            return;
        }
        UUID server = UUID.fromString(key.substring(0, UUID_LENGTH));
        set.add(new GtidOrigin(server, key.substring(UUID_LENGTH).strip()), first, last);
    }
}
