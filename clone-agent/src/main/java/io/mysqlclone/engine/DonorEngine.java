package io.mysqlclone.engine;

import java.io.Closeable;
import java.util.Optional;

/**
 * What a storage engine does on the donor's side of a clone: it names the clone, hands out descriptors and data, and
 * moves on when the recipient has acknowledged. The session owns connections and recipients; how bytes travel is the
 * {@link DonorSink}'s. The counterpart in MySQL is the {@code clone_begin / clone_copy / clone_ack / clone_end} part of a
 * handlerton.
 *
 * <p>Thread safe. One engine serves any number of recipients at once, each with a {@link DonorSnapshot} of its own; what
 * they can share, such as the list of files and the order in which these are read, they share in here.
 */
public interface DonorEngine extends Closeable {
    /** MySQL's legacy number of the storage engine, as in {@link EngineLocator#engineType()}. */
    int type();

    /** The name of the storage engine, such as {@code InnoDB}. */
    String name();

    /** The server that the data is of. */
    DonorRelease release();

    /** Bytes of a page: what a donor says as {@code innodb_page_size}. */
    int pageSize();

    /**
     * {@code clone_begin} with mode START: a clone for one recipient.
     *
     * @param version the engine's entry of {@code COM_INIT}, of which only the descriptor version counts; one without
     *     bytes when the recipient names no engine
     * @throws DonorException when there can be no clone now, with the number that the recipient is told
     * @throws MalformedMessageException when {@code version} is not one of the engine's locators
     */
    DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException, InterruptedException;

    /**
     * The clone that {@code recipient} means, begun by an earlier process: its data is the same as it was then. The recipient
     * may {@link DonorSnapshot#resume} it.
     *
     * @param recipient the engine's entry of {@code COM_REINIT}
     * @return empty when the data is another by now, or no process can know
     * @throws DonorException when there can be no clone now
     * @throws MalformedMessageException when {@code recipient} is not one of the engine's locators
     */
    Optional<DonorSnapshot> find(EngineLocator recipient) throws DonorException, MalformedMessageException;

    /** Ends all snapshots and lets go of the data. */
    @Override
    void close();
}
