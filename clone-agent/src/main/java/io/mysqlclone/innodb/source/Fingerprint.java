package io.mysqlclone.innodb.source;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells the content of a directory from any other that it has had: by its log, and by size and time of each file. */
final class Fingerprint {
    private Fingerprint() {}

    static long of(List<SourceFile> files, RedoLog redo) throws IOException {
        MessageDigest digest = sha256();
        try (var out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            out.write(redo.header().content().toArray());
            for (SourceFile file : files) {
                FileTime changed = Files.getLastModifiedTime(file.path(), LinkOption.NOFOLLOW_LINKS);
                out.writeUTF(file.name());
                out.writeLong(file.descriptor().fileSize());
                out.writeLong(file.descriptor().spaceId());
                out.writeLong(changed.to(TimeUnit.NANOSECONDS));
            }
        }
        long bits = ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE;
        return bits == 0 ? 1 : bits;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
