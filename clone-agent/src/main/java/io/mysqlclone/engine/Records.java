package io.mysqlclone.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What an engine has recorded of a clone, in this process or an earlier one. */
@FunctionalInterface
public interface Records {
    /**
     * Hands every record to {@code visitor}, in the order of writing.
     *
     * @throws IOException when they can't be read, or what {@code visitor} throws
     */
    void replay(Visitor visitor) throws IOException;

    /** Receives records. */
    @FunctionalInterface
    interface Visitor {
        /**
         * One intact record.
         *
         * @param type 0 to 255
         * @param payload valid during the call only
         */
        void visit(int type, ByteBuffer payload) throws IOException;
    }
}
