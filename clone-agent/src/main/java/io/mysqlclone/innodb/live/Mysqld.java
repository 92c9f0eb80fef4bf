package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.HeldServer;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The running server whose files are read, as far as InnoDB's donor has to ask it. Thread safe.
 *
 * <p>Each method throws a {@link DonorException} with a sentence for the recipient when the server does not do it, or can't
 * be reached.
 */
public interface Mysqld {
    /**
     * Where the server has its files.
     *
     * @param dataDir the directory that it was started on
     * @param directories other directories with tablespaces: {@code innodb_directories}, {@code innodb_undo_directory}
     * @param redo the directory {@code #innodb_redo}
     * @param pageSize {@code innodb_page_size}
     */
    record Places(Path dataDir, List<Path> directories, Path redo, int pageSize) {
        public Places {
            directories = List.copyOf(directories);
        }
    }

    /** Where its files are. */
    Places places();

    /**
     * Has the server note each page that it writes, if it does not yet.
     *
     * @param onLost is told when that is not to be relied on any more, as the server was restarted or can't be reached; what
     *     begins after that begins anew
     * @return the log sequence number from which on it does
     */
    long startTracking(Runnable onLost) throws DonorException;

    /** No page need be noted any more. Only what {@link #startTracking} began is ended. */
    void stopTracking() throws DonorException;

    /**
     * Pages that were written since a checkpoint.
     *
     * @param from a checkpoint after the start of the tracking; pages written before it may be among them
     * @param to a checkpoint
     * @return empty when there is none
     * @throws DonorException when not all is known that was written since {@code from}
     */
    Optional<PageList> changedPages(long from, long to) throws DonorException;

    /** A list of pages; the server keeps it until this is closed. */
    interface PageList extends Closeable {
        /** 8 bytes for each, in no order: tablespace id and page number, big endian. */
        Path file();

        /** How many the server says there are. */
        long count();

        @Override
        void close();
    }

    /** The newest checkpoint: whatever was changed before it is in the data files. */
    long checkpoint() throws DonorException;

    /** The end of the log. */
    long currentLsn() throws DonorException;

    /** Has the server write changed pages until its checkpoint is where its log ends now. Returns when it is. */
    void flushPages() throws DonorException;

    /**
     * How many DDL statements have begun. One that waits for a lock has begun.
     */
    long ddlStatements() throws DonorException;

    /**
     * Keeps DDL from beginning, and waits until none is under way ({@code LOCK INSTANCE FOR BACKUP}).
     *
     * @throws DonorException {@link Mysqld#LOCK_WAIT_TIMEOUT} when DDL takes longer than {@code patience}
     */
    BackupLock lock(Duration patience) throws DonorException;

    /** {@code ER_LOCK_WAIT_TIMEOUT}. */
    int LOCK_WAIT_TIMEOUT = 1205;

    /**
     * Whether DDL waits for a backup lock, which is somebody else's when this donor has none: it is counted by {@link
     * #ddlStatements} already, and has done nothing.
     */
    boolean hasWaitingDdl() throws DonorException;

    /** Held until it is closed. Used by one thread. */
    interface BackupLock extends HeldServer, Closeable {
        /** Data files, but for those of undo and of the system, as the data dictionary has them. */
        List<KnownFile> files() throws DonorException;

        /**
         * The one point of all engines and of the binary log, taken behind a rotation of the binary log, which saves the
         * identifiers of all transactions in InnoDB's own table.
         */
        Point takePoint() throws DonorException;

        /** Lets DDL go on. */
        @Override
        void close();
    }

    /**
     * A data file by the data dictionary.
     *
     * @param path absolute
     */
    record KnownFile(long spaceId, Path path) {}

    /**
     * From one row of {@code performance_schema.log_status}.
     *
     * @param lsn where InnoDB's log ended
     * @param binaryLog file and position; empty when the server writes no binary log
     * @param gtidExecuted {@code gtid_executed}, as text without line ends
     */
    record Point(long lsn, Optional<BinaryLogPosition> binaryLog, String gtidExecuted) {}

    /** Keeps redo files from being used anew, from the newest checkpoint on. */
    RedoHold holdRedo() throws DonorException;

    /** Held until it is closed, or its session ends. Used by one thread. */
    interface RedoHold extends Closeable {
        /** What is before {@code lsn} is needed no more. Writers wait when the log is full of what is. */
        void advance(long lsn) throws DonorException;

        @Override
        void close();
    }
}
