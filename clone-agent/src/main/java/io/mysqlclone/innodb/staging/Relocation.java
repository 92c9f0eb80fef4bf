package io.mysqlclone.innodb.staging;

import java.nio.file.Path;

/**
 * Where tablespaces go that lie outside the donor's data directory.
 *
 * @param from absolute directory on the donor, without a slash at its end
 * @param to directory on this host
 */
public record Relocation(String from, Path to) {}
