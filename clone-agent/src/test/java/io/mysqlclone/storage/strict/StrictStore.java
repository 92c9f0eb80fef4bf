package io.mysqlclone.storage.strict;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.jspecify.annotations.Nullable;

/** The volume, which is large. */
final class StrictStore extends FileStore {
    @Override
    public String name() {
        return "strict";
    }

    @Override
    public String type() {
        return "strict";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return 1L << 40;
    }

    @Override
    public long getUsableSpace() {
        return 1L << 40;
    }

    @Override
    public long getUnallocatedSpace() {
        return 1L << 40;
    }

    @Override
    public long getBlockSize() {
        return 4096;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return false;
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException();
    }
}
