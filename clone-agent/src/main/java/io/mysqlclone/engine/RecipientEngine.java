package io.mysqlclone.engine;

import io.mysqlclone.protocol.EngineLocator;
import io.mysqlclone.protocol.MalformedMessageException;
import java.util.function.Consumer;

/**
 * What a storage engine does on the recipient's side of a clone. The session owns the connections and calls; the
 * engine owns what the bytes mean, where they go, and what is known to be durable. The counterpart in MySQL is the
 * {@code clone_begin / clone_apply / clone_end} part of a handlerton.
 *
 * <p>A <em>round</em> is what happens between connecting to the donor and losing it: one master task and any number of
 * workers. A clone is one or more rounds.
 *
 * <p>What fails here is the donor's fault or the local side's, and says so. The network fails only in the {@link
 * DataSource} that a task is given.
 */
public interface RecipientEngine {
    /** The locator for {@code COM_INIT}. */
    EngineLocator versionLocator();

    /** Takes the donor's locator from the answer to {@code COM_INIT}; the clone starts from zero. */
    void begin(EngineLocator locator) throws EngineException, MalformedMessageException;

    /**
     * The locator for {@code COM_REINIT}, with what need not be sent again.
     *
     * @throws EngineException LOCAL_IO or TARGET_MISSING when what has arrived is not there any more
     */
    EngineLocator resumeLocator() throws EngineException;

    /** Checks the donor's answer to {@code COM_REINIT}. */
    void resume(EngineLocator locator) throws EngineException, MalformedMessageException;

    /**
     * Starts a round. Called after {@link #begin} or {@link #resume}.
     *
     * @param failed is told, in any thread, of what fails beside the tasks and must end the round at once: the local disk
     */
    RecipientTask openMaster(Consumer<Throwable> failed) throws EngineException;

    /** The locator for {@code COM_ATTACH}. */
    EngineLocator attachLocator();

    /**
     * Announces that {@code COM_ATTACH} is about to be sent. Blocks until workers are welcome.
     *
     * @return false when the round has come so far that workers are of no more use; then nothing was announced
     */
    boolean attaching() throws RoundAbandonedException, InterruptedException;

    /** The donor accepted the worker. */
    RecipientTask attached(EngineLocator locator) throws EngineException, MalformedMessageException;

    /** The connection of the announced worker failed, and with it the round. */
    void attachFailed();

    /**
     * The donor refused the announced worker, which is harmless as a rule.
     *
     * @throws EngineException when the round can't go on without it
     */
    void attachRefused() throws EngineException;

    /** Wakes every waiting task with an error: the round is over. */
    void abandonRound();

    /** Whether every byte of the snapshot is here and durable, so that no donor is needed any more. */
    boolean received();
}
