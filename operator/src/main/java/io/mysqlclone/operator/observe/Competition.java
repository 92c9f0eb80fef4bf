package io.mysqlclone.operator.observe;

import java.util.Optional;

/**
 * Other clones that come first, as words in a sentence; one of another namespace has no name.
 *
 * @param donor the one that uses the same donor, or waits for it since before this one
 * @param volume the one that writes to the same claim
 * @param ahead how many come first, at the volume or else at the donor, the one that is served among them; at least 1
 */
public record Competition(Optional<String> donor, Optional<String> volume, int ahead) {

    /** Nobody else wants the donor or the volume. */
    public static final Competition NONE = new Competition(Optional.empty(), Optional.empty(), 1);
}
