package io.mysqlclone.bench.clones;

/**
 * What a recipient says about the stages of a clone, in seconds since 1970 on this machine's clock.
 *
 * @param fileCopyBegin begin of FILE COPY
 * @param redoCopyEnd end of REDO COPY: the last byte is there
 * @param dataBytes of all stages
 * @param wireBytes received, of all stages
 */
record StageTimes(double fileCopyBegin, double redoCopyEnd, long dataBytes, long wireBytes) {}
