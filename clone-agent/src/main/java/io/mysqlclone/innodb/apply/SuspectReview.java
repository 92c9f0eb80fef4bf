package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** Looks once more at pages that arrived torn in FILE COPY, after PAGE COPY must have replaced them. */
final class SuspectReview {
    private final Snapshot snapshot;
    private final StagedFiles files;
    private final PageInspection inspection;

    SuspectReview(Snapshot snapshot, StagedFiles files, DonorServer donor) {
        this.snapshot = snapshot;
        this.files = files;
        this.inspection = new PageInspection(donor.pageSize(), new SuspectPages(), new PageInspection.Counts());
    }

    /** @throws io.mysqlclone.engine.EngineException CORRUPT_DATA, naming file and page, when one is still wrong */
    void review(List<SuspectPages.Page> pages) throws EngineException {
        for (SuspectPages.Page page : pages) {
            DataFile file = snapshot.dataFile(page.fileIndex());
            if (file.isDeleted()) {
                continue;
            }
            PageChecksum checksum = inspection.checksum(file);
            ByteBuffer buffer = ByteBuffer.allocateDirect(checksum.pageSize());
            try (FileChannel channel = FileChannel.open(files.data(page.fileIndex()))) {
                long offset = page.number() * checksum.pageSize();
                while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {}
            } catch (IOException e) {
                throw EngineException.local(file.name() + " can't be read", e);
            }
            if (buffer.hasRemaining() || checksum.verify(buffer, 0) == PageVerdict.CORRUPT) {
                throw PageInspection.corrupt(file, page.number());
            }
        }
    }
}
