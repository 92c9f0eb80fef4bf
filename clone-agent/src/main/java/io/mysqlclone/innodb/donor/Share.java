package io.mysqlclone.innodb.donor;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a task is to send next.
 *
 * @param stored the blocks of the chunk that the recipient has already
 * @param turn when each block may be read; closed when the chunk was sent
 */
public record Share(int chunk, int stored, Turn turn) {
    /** The next chunk in the order of their numbers, which concerns no other recipient. */
    public static Optional<Share> alone(ChunkHandout recipient) {
        OptionalInt next = recipient.next(1);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        recipient.take(next.getAsInt());
        return Optional.of(new Share(next.getAsInt(), recipient.stored(next.getAsInt()), Turn.FREE));
    }
}
