package io.mysqlclone.engine;

import java.util.List;

/**
 * How a clone is wanted.
 *
 * @param relocations places for files outside the donor's data directory
 * @param verifyPages whether page checksums are checked
 * @param bufferSize bytes of a task's write buffers; an engine may need more
 * @param demand what the target demands of each file
 */
public record RecipientSettings(List<Relocation> relocations, boolean verifyPages, int bufferSize, FileDemand demand) {
    public RecipientSettings {
        relocations = List.copyOf(relocations);
    }
}
