/**
 * Tables that have files and no log, those of MyISAM, MERGE, CSV and ARCHIVE, as an engine of a clone: what donor and recipient
 * say of their files to each other. MySQL's own donor has no such engine, so that the words are ours; they travel as the
 * descriptors of any engine do.
 */
@NullMarked
package io.mysqlclone.tablefiles;

import org.jspecify.annotations.NullMarked;
