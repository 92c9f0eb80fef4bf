package io.mysqlclone.serial.apply;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.serial.SerialDescriptor;
import java.util.List;

/** What is left to do of a kind when all of its files are here. */
public interface Ending {
    /**
     * Changes what is not to be as at the donor. Done again if the process ends meanwhile.
     *
     * @param files all of them
     * @throws EngineException DONOR_VIOLATION when a file can't be what the donor calls it; LOCAL_IO
     */
    default void mend(List<SerialDescriptor.File> files, StagedFiles staged) throws EngineException {
        // Most are taken as they are.
    }

    /** What is placed besides, always the same for the same files. */
    List<Made> made(List<SerialDescriptor.File> files);

    /**
     * As {@link ReceivedClone#schemas}, by their names in the data directory.
     *
     * @param directories that the donor has named
     */
    default List<String> schemas(List<String> directories) {
        return List.of();
    }

    /**
     * A file that the recipient makes itself.
     *
     * @param name in the data directory
     */
    record Made(String name, Bytes content) {}
}
