package io.mysqlclone.engine;

import java.nio.file.Path;

/**
 * Maps the donor's files below {@code from} to {@code to}.
 *
 * @param from an absolute directory on the donor, as the engine spells it, without a slash at its end
 * @param to a directory on this host; mysqld must be told of it by {@code innodb_directories} unless it lies in the data
 *     directory
 */
public record Relocation(String from, Path to) {}
