package io.mysqlclone.innodb.staging;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.page.InitialPages;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.StorageException;

/**
 * A file that DDL on the donor created during the clone. Of such a file only changed pages or redo arrive, so that it
 * must begin as mysqld itself would have begun it.
 */
public final class CreatedFile {
    private CreatedFile() {}

    /** Stages the file with its initial pages, durably. */
    public static void write(FileDescriptor file, DonorServer donor, StagedFiles files) throws EngineException {
        try (BlockSink sink = files.openData(file.fileIndex())) {
            sink.write(InitialPages.firstPage(file, donor.versionNumber()), 0);
            sink.extendTo(InitialPages.length(file));
            sink.force();
        } catch (StorageException e) {
            throw EngineException.local(file.name().orElse("a new file") + " can't be created", e);
        }
    }
}
