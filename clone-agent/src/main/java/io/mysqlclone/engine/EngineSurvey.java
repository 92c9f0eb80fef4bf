package io.mysqlclone.engine;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a donor would send of one engine, summed up while its descriptors arrive. A donor of several engines names the files
 * of all before the first data, so that nothing but descriptors comes to a survey.
 */
public interface EngineSurvey {
    /**
     * Takes the donor's next descriptor of this engine.
     *
     * @return the descriptor to acknowledge, which the donor waits for
     * @throws EngineException DONOR_VIOLATION when something else must come; LOCAL_IO
     */
    Optional<ByteBuffer> take(ByteBuffer descriptor) throws EngineException, MalformedMessageException;

    /** Whether the donor has named every file. */
    boolean isComplete();

    /** The sum; of all files once it is complete. */
    SurveyedFiles files();
}
