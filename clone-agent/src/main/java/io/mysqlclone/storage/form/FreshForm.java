package io.mysqlclone.storage.form;

import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.Staging;
import java.io.IOException;
import java.util.List;

/** Skeleton; being written. */
public final class FreshForm implements CloneForm {
    private final DataDirectory directory;
    private final Staging staging;

    /** @param staging where the files of this clone were received */
    public FreshForm(DataDirectory directory, Staging staging) {
        this.directory = directory;
        this.staging = staging;
    }

    @Override
    public void begin() throws IOException {
        throw new UnsupportedOperationException(directory.toString());
    }

    @Override
    public void commit(List<PlacedFile> files, CloneStatus status) throws IOException {
        throw new UnsupportedOperationException(String.valueOf(staging.exists()));
    }

    @Override
    public boolean commitUnderWay() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort() throws IOException {
        throw new UnsupportedOperationException();
    }
}
