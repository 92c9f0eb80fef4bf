package io.mysqlclone.innodb.source;

import io.mysqlclone.engine.EngineException;

/** A directory that can't be cloned as it is. */
final class Refusals {
    private Refusals() {}

    /** @param sentence what is in the way, and what to do */
    static EngineException refused(String sentence) {
        return new EngineException(EngineException.Kind.REFUSED, sentence);
    }
}
