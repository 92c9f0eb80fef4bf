package io.mysqlclone.recipient;

import java.nio.file.Path;

/**
 * A data directory that is again as it was when a clone was committed there.
 *
 * @param already whether it was so before
 */
public record RolledBack(Path dataDir, boolean already) {}
