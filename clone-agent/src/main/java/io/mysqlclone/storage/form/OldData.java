package io.mysqlclone.storage.form;

import io.mysqlclone.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a clone in place has replaced, kept in {@code #clone-agent/old} until the server is seen to serve the clone. */
public final class OldData {
    private OldData() {}

    /** Whether the data from before the last clone in place is still there. */
    public static boolean isKept(DataDirectory directory) {
        return Files.exists(manifest(directory), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Puts the directory back exactly as it was at the commit. Nothing happens when no old data is kept.
     *
     * @throws ServerRunningException when a mysqld runs there
     */
    public static void rollback(DataDirectory directory) throws IOException {
        if (isKept(directory)) {
            throw new UnsupportedOperationException("rollback of " + directory);
        }
    }

    /**
     * Lets the old data go.
     *
     * @return bytes that the file system has back
     */
    public static long finish(DataDirectory directory) throws IOException {
        if (isKept(directory)) {
            throw new UnsupportedOperationException("finish of " + directory);
        }
        return 0;
    }

    private static Path manifest(DataDirectory directory) {
        return directory.agentDirectory().resolve("old").resolve("manifest");
    }
}
