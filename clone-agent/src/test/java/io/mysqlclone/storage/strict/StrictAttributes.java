package io.mysqlclone.storage.strict;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** What is known of an inode; everything belongs to whoever asks. */
record StrictAttributes(boolean isDirectory, long size, long number) implements PosixFileAttributes {
    static StrictAttributes of(Node node) {
        return switch (node) {
            case Node.Folder folder -> new StrictAttributes(true, 0, folder.number);
            case Node.Content content -> new StrictAttributes(false, content.size(), content.number);
        };
    }

    @Override
    public boolean isRegularFile() {
        return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public Object fileKey() {
        return number;
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public FileTime creationTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return Set.of(PosixFilePermission.values());
    }

    @Override
    public UserPrincipal owner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GroupPrincipal group() {
        throw new UnsupportedOperationException();
    }
}
