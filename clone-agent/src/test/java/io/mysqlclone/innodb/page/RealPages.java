package io.mysqlclone.innodb.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Pages in {@code src/test/resources/pages}; their README says what they are. */
final class RealPages {
    private RealPages() {}

    /** A copy of a page in a direct buffer, behind {@code prefix} bytes that do not belong to it. */
    static ByteBuffer read(String name, int prefix) {
        try (InputStream in = RealPages.class.getResourceAsStream("/pages/" + name + ".bin")) {
            byte[] page = Objects.requireNonNull(in, name).readAllBytes();
            return ByteBuffer.allocateDirect(prefix + page.length).put(prefix, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
