package io.mysqlclone.datadir.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The records of the tables in a server's {@code mysql} tablespace, which are its data dictionary and its own tables.
 * While a server runs, what it has changed lately may not be in the file yet.
 *
 * <p>Layout: InnoDB's file segment header, index page and compact record, as in MySQL's source documentation, "InnoDB
 * Page Structure" and "InnoDB Record Structure".
 */
final class DictionaryPages {
    private static final String FILE = "mysql.ibd";
    private static final int WINDOW = 1 << 20;

    private static final int FLAG_ENCRYPTED = 1 << 13;
    private static final int LEAST_PAGE_SIZE = 4 << 10;
    private static final int MOST_PAGE_SIZE = 64 << 10;

    private static final int PAGE_TYPE = 24;
    private static final short INDEX_PAGE = 17855;
    private static final int HEAP_RECORDS = 42;
    private static final int COMPACT_FLAG = 0x8000;
    private static final int RECORDS = 54;
    private static final int LEVEL = 64;
    private static final int INDEX_ID = 66;
    private static final int INFIMUM = 99;
    private static final int SUPREMUM = 112;
    private static final int NEXT = -2;
    private static final int INFO = -5;
    private static final int DELETED_FLAG = 0x20;

    private DictionaryPages() {}

    /** Sees a record. */
    interface Visitor {
        /**
         * Called for each record that is not deleted.
         *
         * @param index the id of the index that it belongs to
         * @param page its page
         * @param at where its first field is in the page
         */
        void record(long index, ByteBuffer page, int at);
    }

    /**
     * Goes through the leaf pages of all indexes in {@code mysql.ibd}.
     *
     * @param opener decrypts the pages of an encrypted file
     * @return false when the file is not there, or is encrypted and there is no opener
     */
    static boolean visit(Path dataDir, Optional<PageOpener> opener, Visitor visitor) throws IOException {
        Path file = dataDir.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer window = ByteBuffer.allocate(WINDOW);
            fill(channel, window, 0);
            int flags = window.limit() < TablespacePageSize.FLAGS + Integer.BYTES
                    ? 0
                    : window.getInt(TablespacePageSize.FLAGS);
            int pageSize = TablespacePageSize.ofFlags(flags);
            boolean encrypted = (flags & FLAG_ENCRYPTED) != 0;
            if ((encrypted && opener.isEmpty()) || pageSize < LEAST_PAGE_SIZE || pageSize > MOST_PAGE_SIZE) {
                return false;
            }
            for (long at = 0; window.limit() >= pageSize; at += WINDOW, fill(channel, window, at)) {
                for (int page = 0; page + pageSize <= window.limit(); page += pageSize) {
                    ByteBuffer slice = window.slice(page, pageSize);
                    if (encrypted) {
                        opener.get().open(slice);
                    }
                    visitPage(slice, visitor);
                }
            }
            return true;
        }
    }

    private static void fill(FileChannel channel, ByteBuffer window, long at) throws IOException {
        window.clear();
        while (window.hasRemaining() && channel.read(window, at + window.position()) >= 0) {}
        window.flip();
    }

    /** A page that a server is just writing may hold anything. */
    private static void visitPage(ByteBuffer page, Visitor visitor) {
        if (page.getShort(PAGE_TYPE) != INDEX_PAGE
                || page.getShort(LEVEL) != 0
                || (page.getShort(HEAP_RECORDS) & COMPACT_FLAG) == 0) {
            return;
        }
        int records = page.getShort(RECORDS) & 0xffff;
        int at = INFIMUM;
        for (int i = 0; i < records; i++) {
            at = at + page.getShort(at + NEXT) & 0xffff;
            if (at <= SUPREMUM || at >= page.limit()) {
                return;
            }
            if ((page.get(at + INFO) & DELETED_FLAG) == 0) {
                visitor.record(page.getLong(INDEX_ID), page, at);
            }
        }
    }
}
