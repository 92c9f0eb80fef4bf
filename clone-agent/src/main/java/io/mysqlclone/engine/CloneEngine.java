package io.mysqlclone.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A storage engine that can be cloned, as the recipient knows it: what MySQL calls the clone part of a handlerton. Has no
 * state of its own; what one clone needs is in the {@link RecipientEngine} that it gives.
 *
 * @param <P> how a place for files is known to whoever clones and to the engine; this contract needs to know of none
 */
public interface CloneEngine<P> {
    /** MySQL's legacy storage engine number, 0 to 255, which its locators bear. */
    int type();

    /** Its name as {@code information_schema.engines} has it. */
    String name();

    /** The locator for {@code COM_INIT}: {@code clone_apply_begin} with mode VERSION. */
    EngineLocator versionLocator();

    /**
     * Whether it is asked for of those donors only that offer it: a stock donor closes the connection when a recipient names an
     * engine that it does not know. A clone with such an engine is refused where no donor offers it.
     */
    default boolean mustBeOffered() {
        return false;
    }

    /** What a donor needs so that it offers the engine, as a sentence goes on behind a colon; empty when each has it. */
    default String offeredBy() {
        return "";
    }

    /** Whether it can make anything of the data of such a donor. */
    boolean accepts(DonorConfiguration donor);

    /**
     * What takes this engine's part of one clone: {@code clone_apply_begin}. It has no snapshot before {@link
     * RecipientEngine#begin} or {@link RecipientEngine#restore}.
     *
     * @param place where the files go, and what an earlier process has recorded of them
     * @throws EngineException LOCAL_IO or REFUSED when the place can't be used
     */
    RecipientEngine recipient(P place, RecipientSettings settings, StageListener listener) throws EngineException;

    /**
     * What sums up the list of a donor's files, of which nothing is stored.
     *
     * @param dataDirectory where the clone would go, if that can be used; need not exist
     * @throws EngineException LOCAL_IO or REFUSED when the place can't be looked at
     */
    EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) throws EngineException;

    /**
     * The donor's name for the snapshot that an earlier process has begun, so that the donor can be told to free it.
     *
     * @param recorded what that process has recorded; when it can't be read there is no snapshot
     */
    Optional<EngineLocator> begun(Records recorded);
}
