/**
 * Tables that have files and no log, those of MyISAM, MERGE, CSV and ARCHIVE, as an engine of a clone: a kind of {@code serial},
 * whose files are in directories of schemas.
 *
 * <p>May use: {@code serial}.
 */
@NullMarked
package io.mysqlclone.tablefiles;

import org.jspecify.annotations.NullMarked;
