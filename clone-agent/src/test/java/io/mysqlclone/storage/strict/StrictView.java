package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Owners and modes, which are taken and forgotten. */
record StrictView(StrictProvider provider, Path path) implements PosixFileAttributeView {
    @Override
    public String name() {
        return "posix";
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return provider.readAttributes(path, PosixFileAttributes.class);
    }

    @Override
    public void setTimes(FileTime lastModifiedTime, FileTime lastAccessTime, FileTime createTime) {}

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) {}

    @Override
    public void setGroup(GroupPrincipal group) {}

    @Override
    public UserPrincipal getOwner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setOwner(UserPrincipal owner) {}
}
