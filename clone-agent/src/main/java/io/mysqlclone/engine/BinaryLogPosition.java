package io.mysqlclone.engine;

/**
 * A place in a server's binary log.
 *
 * @param file the log's name without its directory
 * @param offset bytes from its beginning to behind the last event
 */
public record BinaryLogPosition(String file, long offset) {}
