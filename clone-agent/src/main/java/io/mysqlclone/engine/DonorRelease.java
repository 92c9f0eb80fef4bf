package io.mysqlclone.engine;

/**
 * The server whose data is cloned, as far as its files tell.
 *
 * @param version such as {@code 9.7.4}, what a donor says as {@code version}
 * @param maturity {@code LTS} or {@code INNOVATION}, what a donor says in {@code json_configs}
 */
public record DonorRelease(String version, String maturity) {}
