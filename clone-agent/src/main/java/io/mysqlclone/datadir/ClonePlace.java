package io.mysqlclone.datadir;

import io.mysqlclone.engine.Records;
import io.mysqlclone.storage.RecordLog;

/**
 * What an engine is given of the target of a clone.
 *
 * @param directory the data directory that is to hold the clone
 * @param staging where this engine's files wait until the clone is complete
 * @param log where it records how far it has come
 * @param recorded what it has recorded before
 */
public record ClonePlace(DataDirectory directory, Staging staging, RecordLog log, Records recorded) {}
