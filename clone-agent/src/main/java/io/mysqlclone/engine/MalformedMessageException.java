package io.mysqlclone.engine;

import java.io.IOException;

/** A message of the peer does not follow the clone protocol; the connection can not be used any further. */
public final class MalformedMessageException extends IOException {
    private final String messageName;
    private final String field;

    /**
     * Reads like {@code Malformed COM_RES_LOCS: locator length is 99, allowed is 0 to 34 (3863 ER_CLONE_PROTOCOL)}.
     *
     * @param messageName MySQL's name of the message or descriptor
     * @param field the field in the words of the protocol
     * @param value the value found; never a secret
     * @param allowed what would have been right
     */
    public MalformedMessageException(String messageName, String field, Object value, String allowed) {
        super("Malformed %s: %s is %s, allowed is %s (3863 ER_CLONE_PROTOCOL)"
                .formatted(messageName, field, value, allowed));
        this.messageName = messageName;
        this.field = field;
    }

    /** MySQL's name of the message or descriptor. */
    public String messageName() {
        return messageName;
    }

    /** The offending field. */
    public String field() {
        return field;
    }
}
