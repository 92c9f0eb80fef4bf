package io.mysqlclone.operator.observe;

import java.util.Optional;

/**
 * Other clones that come first, as words in a sentence; one of another namespace has no name.
 *
 * @param donor the one that uses the same donor, or waits for it since before this one
 * @param volume the one that writes to the same claim
 */
public record Competition(Optional<String> donor, Optional<String> volume) {

    /** Nobody else wants the donor or the volume. */
    public static final Competition NONE = new Competition(Optional.empty(), Optional.empty());
}
