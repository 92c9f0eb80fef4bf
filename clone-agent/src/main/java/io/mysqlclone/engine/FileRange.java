package io.mysqlclone.engine;

import java.nio.file.Path;

/**
 * Bytes of a file of this host.
 *
 * @param file which nobody changes meanwhile
 * @param offset of the first byte
 * @param length at least 1
 */
public record FileRange(Path file, long offset, int length) {}
