package io.mysqlclone.engine;

import java.io.Closeable;
import java.util.function.Consumer;

/**
 * What a storage engine does on the recipient's side of one clone. The session owns the connections and calls; the engine
 * owns what the bytes mean, where they go, and what is known to be durable. The counterpart in MySQL is the {@code
 * clone_apply_begin / clone_apply / clone_apply_end} part of a handlerton.
 *
 * <p>A <em>round</em> is what happens between connecting to the donor and losing it: one master task and any number of
 * workers. A clone is one or more rounds.
 *
 * <p>What fails here is the donor's fault or the local side's, and says so. The network fails only in the {@link
 * DataSource} that a task is given.
 */
public interface RecipientEngine extends Closeable {
    /**
     * Takes over what an earlier process has recorded.
     *
     * @return whether there is a snapshot to go on with
     * @throws EngineException LOCAL_IO or TARGET_MISSING when it can't be gone on with
     */
    boolean restore() throws EngineException;

    /** Tells what the donor is, which {@link CloneEngine#accepts} has accepted; before {@link #begin}. */
    void donor(DonorConfiguration configuration);

    /**
     * Takes the donor's locator from the answer to {@code COM_INIT}; the clone starts from zero: {@code
     * clone_apply_begin} with mode START.
     */
    void begin(EngineLocator locator) throws EngineException, MalformedMessageException;

    /** Whether a donor knows of this clone. */
    boolean hasBegun();

    /**
     * The locator for {@code COM_REINIT}, with what need not be sent again.
     *
     * @throws EngineException LOCAL_IO or TARGET_MISSING when what has arrived is not there any more
     */
    EngineLocator resumeLocator() throws EngineException;

    /** Checks the donor's answer to {@code COM_REINIT}: {@code clone_apply_begin} with mode RESTART. */
    void resume(EngineLocator locator) throws EngineException, MalformedMessageException;

    /**
     * Starts a round. Called after {@link #begin} or {@link #resume}.
     *
     * @param failed is told, in any thread, of what fails beside the tasks and must end the round at once: the local disk
     */
    RecipientTask openMaster(Consumer<Throwable> failed) throws EngineException;

    /** The donor's name for the snapshot, as {@code COM_ATTACH} and {@code COM_ACK} have it. */
    EngineLocator locator();

    /**
     * Blocks until a worker is welcome, so that no connection is made for one that would not be. Announces nothing.
     *
     * @return false when the round has come so far that workers are of no more use
     */
    boolean awaitWelcome() throws RoundAbandonedException, InterruptedException;

    /**
     * Announces that {@code COM_ATTACH} is about to be sent, if a worker is welcome now. Does not wait: what it waits for
     * might be another engine's turn.
     *
     * @return whether it was announced
     */
    boolean attaching() throws RoundAbandonedException;

    /** The donor accepted the announced worker: {@code clone_apply_begin} with mode ADD_TASK. */
    RecipientTask attached(EngineLocator locator) throws EngineException, MalformedMessageException;

    /** The connection of the announced worker failed, and with it the round. */
    void attachFailed();

    /** The announced worker does not come, which is harmless: the donor refused it, or it was not asked. */
    void attachRefused();

    /** Wakes every waiting task with an error: the round is over. */
    void abandonRound();

    /** Whether every byte of the snapshot is here and durable, so that no donor is needed any more. */
    boolean received();

    /** The stage that is under way, or was when the last round ended. */
    Stage stage();

    /** Bytes stored of one stage, by all processes. */
    long storedBytes(Stage stage);

    /** A number that differs whenever anything of the snapshot has arrived since. */
    long progressMark();

    /** What page verification has seen. */
    VerifiedPages pages();

    /** Makes durable and records what is stored now. */
    void record() throws EngineException;

    /**
     * Checks and completes the received files, which must be {@link #received}: {@code clone_apply_end}, before the one
     * commit of all engines.
     */
    ReceivedClone complete() throws EngineException;

    /** Stops what works beside the tasks; records nothing more. */
    @Override
    void close();
}
