package io.mysqlclone.innodb.staging;

import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.storage.TargetRefusedException;

/** What the target demands of each file that a donor announces, before anything of it is transferred. */
public interface FileCheck {
    /** Any file. */
    FileCheck NONE = file -> {};

    /** @throws TargetRefusedException when the target can't take the file */
    void check(FileDescriptor file) throws TargetRefusedException;
}
