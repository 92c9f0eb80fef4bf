package io.mysqlclone.recipient;

import java.util.Optional;

/**
 * Which server the donor is.
 *
 * @param version its full version string
 * @param serverUuid its {@code server_uuid}; empty when it did not say
 */
public record DonorIdentity(String version, Optional<String> serverUuid) {}
