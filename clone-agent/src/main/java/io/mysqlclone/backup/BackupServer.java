package io.mysqlclone.backup;

import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.innodb.live.Mysqld;
import io.mysqlclone.mysql.ConnectionOptions;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A running server, asked over SQL. Its page tracking is that of {@code component_mysqlbackup}.
 *
 * <p>One of these at a time is beside a server: it holds a named lock there. What another one left behind that was killed
 * is ended when the next one comes; the server itself keeps the mark of whose the tracking is, in {@code
 * mysqlbackup.backupid}.
 */
public final class BackupServer implements Mysqld, Closeable {
    /** In {@code mysqlbackup.backupid}: that the tracking is ours. */
    private static final String MARK = "670";

    /** In {@code mysqlbackup.backupid}: the name of a list of changed pages. */
    private static final String LIST = "671";

    private static final String LISTS = "#meb";
    /** The named lock of the one that is beside a server. */
    static final String ALONE = "mysqlclone.donor";

    /** Where the ids of undo tablespaces begin. */
    private static final long UNDO_FIRST = 4244167280L;

    private static final int ROWS = 50_000;
    private static final long POLL_MILLIS = 5;
    private static final long LONGEST_POLL_MILLIS = 80;
    private static final Duration FLUSH_PATIENCE = Duration.ofMinutes(2);

    /**
     * Statements that may make, rename or drop a file, build an index or rewrite a tablespace in place. Those on temporary
     * tables are among them, as they are not counted apart.
     */
    private static final String COUNTS = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_alter_table',"
            + " 'Com_create_table', 'Com_drop_table', 'Com_rename_table', 'Com_truncate', 'Com_create_index',"
            + " 'Com_drop_index', 'Com_optimize', 'Com_repair', 'Com_create_db', 'Com_drop_db', 'Com_alter_db',"
            + " 'Com_alter_tablespace', 'Com_alter_instance', 'Com_load', 'Com_create_undo_tablespace',"
            + " 'Com_drop_undo_tablespace', 'Com_alter_undo_tablespace', 'Com_import', 'Com_restore_table')";

    private static final String DDL = "SELECT CONCAT(OWNER_THREAD_ID, ':', OWNER_EVENT_ID) FROM"
            + " performance_schema.metadata_locks WHERE OBJECT_TYPE = 'BACKUP LOCK' AND LOCK_STATUS = 'GRANTED' AND"
            + " LOCK_TYPE = 'INTENTION_EXCLUSIVE'";

    private static final String WAITING = "SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE OBJECT_TYPE ="
            + " 'BACKUP LOCK' AND LOCK_STATUS = 'PENDING'";

    private static final long DDL_POLL_MILLIS = 50;

    /** Before {@code lock_wait_timeout}, which does not tell what was waited for. */
    private static final Duration TABLE_WAIT = Duration.ofMillis(900);

    /** {@code ER_LOCK_WAIT_TIMEOUT}, {@code ER_QUERY_INTERRUPTED}, {@code ER_LOCK_DEADLOCK}. */
    private static final Set<Integer> NOT_HAD = Set.of(LOCK_WAIT_TIMEOUT, 1317, 1213);

    static final String POINT = "SELECT JSON_EXTRACT(STORAGE_ENGINES, '$.InnoDB.LSN'),"
            + " JSON_UNQUOTE(JSON_EXTRACT(LOCAL, '$.binary_log_file')),"
            + " JSON_EXTRACT(LOCAL, '$.binary_log_position'),"
            + " JSON_UNQUOTE(JSON_EXTRACT(LOCAL, '$.gtid_executed')) FROM performance_schema.log_status";

    private final ConnectionOptions options;
    private final ServerFacts facts;
    private final Places places;
    private volatile Session control;
    /** Whether what the server notes is ours; guarded by this. */
    private boolean tracking;

    /** Since when it notes it, as far as this session knows; guarded by this. */
    private long trackedSince;

    private Optional<Watch> watch = Optional.empty();
    private boolean closed;

    BackupServer(ConnectionOptions options, Session control, ServerFacts facts, Places places) {
        this.options = options;
        this.control = control;
        this.facts = facts;
        this.places = places;
    }

    /**
     * Logs in, sees whether the server can do what is needed, and begins.
     *
     * @param dataDir where this process sees the server's data directory; where the server does when it is empty
     * @param install whether {@code component_mysqlbackup} is to be installed when the server has not got it
     * @throws DonorException with all that is missing, and what to do
     */
    public static BackupServer open(ConnectionOptions options, Optional<Path> dataDir, boolean install)
            throws DonorException {
        Examination examined = Examination.of(options, dataDir, install, false);
        boolean begun = false;
        try {
            BackupServer server = examined.require();
            server.begin(install);
            begun = true;
            return server;
        } finally {
            if (!begun) {
                examined.close();
            }
        }
    }

    /**
     * Is the one beside the server from now on. What {@link Examination} found may have changed since.
     *
     * @param install whether {@code component_mysqlbackup} is installed if the server has not got it
     * @throws DonorException 3634 when another one is beside it
     */
    public void begin(boolean install) throws DonorException {
        alone(control);
        if (install && !Examination.hasComponent(control)) {
            control.run("INSTALL COMPONENT 'file://component_mysqlbackup'");
        }
        tidy();
    }

    private void alone(Session session) throws DonorException {
        if (session.number("SELECT GET_LOCK('" + ALONE + "', 0)") != 1) {
            throw new DonorException(DonorException.TOO_MANY, Examination.another(options));
        }
    }

    /** Ends what one that was killed could not end. */
    private void tidy() throws DonorException {
        String id = backupId();
        if (id.equals(MARK) || id.equals(LIST)) {
            control.number("SELECT mysqlbackup_page_track_set(0)");
            setBackupId("");
        }
    }

    /** What it says of itself. */
    public ServerFacts facts() {
        return facts;
    }

    @Override
    public Places places() {
        return places;
    }

    @Override
    public synchronized long startTracking(Runnable onLost) throws DonorException {
        if (closed) {
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        if (!control.answers()) {
            beginAgain(Session.open(options));
        }
        trackedSince = control.number("SELECT mysqlbackup_page_track_get_start_lsn()");
        if (trackedSince <= 0) {
            // First the mark: tracking without a mark would be taken for somebody else's, and stay for ever.
            setBackupId(MARK);
            tracking = true;
            trackedSince = control.number("SELECT mysqlbackup_page_track_set(1)");
        }
        if (trackedSince <= 0) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server does not track pages (mysqlbackup_page_track_set gives " + trackedSince
                            + "): look at its error log");
        }
        if (watch.isEmpty()) {
            watch = Optional.of(Watch.begin(control, onLost));
        }
        return trackedSince;
    }

    /**
     * The server was restarted, or the session was lost on the way. What was noted of clones that had begun before is not to be
     * relied on any more.
     */
    private void beginAgain(Session session) throws DonorException {
        boolean begun = false;
        try {
            if (!ServerFacts.of(session).isSameAs(facts)) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the server at " + options.endpoint()
                                + " is not as it was when this donor began beside it: start this donor again");
            }
            alone(session);
            unwatch();
            control.close();
            control = session;
            begun = true;
        } finally {
            if (!begun) {
                session.close();
            }
        }
        if (tracking) {
            // The server forgets the mark when it is restarted, and goes on.
            control.number("SELECT mysqlbackup_page_track_set(0)");
            tracking = false;
        }
        tidy();
    }

    private void unwatch() {
        watch.ifPresent(Watch::end);
        watch = Optional.empty();
    }

    @Override
    public synchronized void stopTracking() throws DonorException {
        unwatch();
        if (tracking) {
            control.number("SELECT mysqlbackup_page_track_set(0)");
            setBackupId("");
            tracking = false;
        }
    }

    /** Looks whether the server is there while clones rely on what it notes. */
    private static final class Watch {
        private static final long PERIOD_MILLIS = 3000;
        private final Thread thread;

        private Watch(Thread thread) {
            this.thread = thread;
        }

        static Watch begin(Session session, Runnable onLost) {
            return new Watch(Thread.ofVirtual().name("clone-watch").start(() -> {
                try {
                    do {
                        Thread.sleep(PERIOD_MILLIS);
                    } while (session.answers());
                } catch (InterruptedException ended) {
                    return;
                }
                onLost.run();
            }));
        }

        void end() {
            thread.interrupt();
        }
    }

    @Override
    public synchronized Optional<PageList> changedPages(long from, long to) throws DonorException {
        if (from < trackedSince) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server was restarted since the clone began, or this donor's session on it was lost: clone again");
        }
        long count = control.number("SELECT mysqlbackup_page_track_get_changed_page_count(" + from + ", " + to + ")");
        if (count == 0) {
            return Optional.empty();
        }
        String before = backupId();
        setBackupId(LIST);
        long result = control.number("SELECT mysqlbackup_page_track_get_changed_pages(" + from + ", " + to + ")");
        if (result != 0 || count < 0) {
            setBackupId(before);
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server can't tell which pages were changed between " + from + " and " + to
                            + " (mysqlbackup_page_track_get_changed_pages gives " + result
                            + "): did somebody end its page tracking?");
        }
        return Optional.of(new Listed(places.dataDir().resolve(LISTS).resolve(LIST + ".idx"), count, before));
    }

    private String backupId() throws DonorException {
        return control.row("SELECT @@GLOBAL.mysqlbackup.backupid").getFirst().orElse("");
    }

    /** With which the server deletes the list of the number before. */
    private void setBackupId(String id) throws DonorException {
        control.run("SET GLOBAL mysqlbackup.backupid = '" + id.replace("'", "''") + "'");
    }

    private final class Listed implements PageList {
        private final Path file;
        private final long count;
        private final String before;

        Listed(Path file, long count, String before) {
            this.file = file;
            this.count = count;
            this.before = before;
        }

        @Override
        public Path file() {
            return file;
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public void close() {
            try {
                setBackupId(before);
            } catch (DonorException e) {
                // The server is gone, or the next donor ends it.
            }
        }
    }

    @Override
    public long checkpoint() throws DonorException {
        return status("Innodb_redo_log_checkpoint_lsn");
    }

    @Override
    public long currentLsn() throws DonorException {
        return status("Innodb_redo_log_current_lsn");
    }

    private long status(String name) throws DonorException {
        return control.number(
                "SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = '" + name + "'");
    }

    /** A large buffer pool takes minutes: what counts is that the checkpoint moves on. */
    @Override
    public void flushPages() throws DonorException {
        long lsn = currentLsn();
        Flush flush = Flush.begin(Session.open(options));
        boolean done = false;
        try {
            long last = checkpoint();
            long moved = System.nanoTime();
            long pause = POLL_MILLIS;
            while (last < lsn) {
                flush.requireAccepted();
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_POLL_MILLIS);
                long now = checkpoint();
                if (now > last) {
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > FLUSH_PATIENCE.toNanos()) {
                    throw new DonorException(
                            DonorException.INTERNAL,
                            "the server's checkpoint has not moved for " + FLUSH_PATIENCE.toSeconds()
                                    + " s, though it was asked for one: look at its disk and its error log");
                }
                last = now;
            }
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down", e);
        } finally {
            if (!done) {
                flush.giveUp();
            }
        }
    }

    /** The statement that asks for a checkpoint, which ends when the server has made it; its session is its own. */
    private static final class Flush {
        private final Session session;
        private volatile Optional<DonorException> refusal = Optional.empty();

        private Flush(Session session) {
            this.session = session;
        }

        static Flush begin(Session session) {
            var flush = new Flush(session);
            Thread.ofVirtual().name("clone-flush").start(flush::run);
            return flush;
        }

        private void run() {
            try (session) {
                session.runAtLength("SELECT innodb_redo_log_sharp_checkpoint()");
            } catch (DonorException e) {
                refusal = Optional.of(e);
            }
        }

        void requireAccepted() throws DonorException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        void giveUp() {
            session.abort();
        }
    }

    @Override
    public long ddlStatements() throws DonorException {
        return control.rows(COUNTS).stream()
                .mapToLong(row -> Long.parseLong(row.get(1).orElse("0")))
                .sum();
    }

    @Override
    public boolean hasWaitingDdl() throws DonorException {
        return control.number(WAITING) > 0;
    }

    /**
     * DDL that comes while the lock is asked for waits behind it, however long that which is under way takes. So it is asked for
     * for a second at a time, and not again before what kept it away has ended.
     */
    @Override
    public BackupLock lock(Duration patience) throws DonorException {
        long deadline = System.nanoTime() + patience.toNanos();
        Session session = Session.open(options);
        boolean held = false;
        try {
            session.run("SET SESSION lock_wait_timeout = 1");
            while (!held) {
                held = isHad(session, deadline);
            }
            return new Locked(session);
        } finally {
            if (!held) {
                session.close();
            }
        }
    }

    private static boolean isHad(Session session, long deadline) throws DonorException {
        try {
            session.run("LOCK INSTANCE FOR BACKUP");
            return true;
        } catch (DonorException e) {
            if (e.error() != LOCK_WAIT_TIMEOUT) {
                throw e;
            }
            Set<String> busy = statements(session);
            do {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause();
            } while (statements(session).stream().anyMatch(busy::contains));
            return false;
        }
    }

    /** DDL that is under way, each statement by a name of its own; nothing where metadata locks are not instrumented. */
    private static Set<String> statements(Session session) throws DonorException {
        return session.rows(DDL).stream().map(row -> row.getFirst().orElse("")).collect(Collectors.toSet());
    }

    private static void pause() throws DonorException {
        try {
            Thread.sleep(DDL_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down", e);
        }
    }

    /** The lock goes with its session at the latest. */
    private final class Locked implements BackupLock {
        private final Session session;

        Locked(Session session) {
            this.session = session;
        }

        @Override
        public List<KnownFile> files() throws DonorException {
            List<KnownFile> files = new ArrayList<>();
            long after = 0;
            List<List<Optional<String>>> rows;
            do {
                rows = session.rows("SELECT SPACE, PATH FROM information_schema.INNODB_TABLESPACES_BRIEF WHERE SPACE > "
                        + after + " AND SPACE < " + UNDO_FIRST + " ORDER BY SPACE LIMIT " + ROWS);
                for (List<Optional<String>> row : rows) {
                    after = Long.parseLong(row.getFirst().orElseThrow());
                    files.add(new KnownFile(after, here(row.get(1).orElse(""))));
                }
            } while (rows.size() == ROWS);
            return files;
        }

        private Path here(String path) {
            return facts.here(Path.of(path), places.dataDir());
        }

        @Override
        public Point takePoint() throws DonorException {
            session.run("FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS, BINARY LOGS");
            List<Optional<String>> row = session.row(POINT);
            long lsn = Long.parseLong(row.getFirst().orElse("0"));
            Optional<BinaryLogPosition> position = facts.binaryLog()
                    ? Optional.of(new BinaryLogPosition(
                            row.get(1).orElseThrow(), Long.parseLong(row.get(2).orElseThrow())))
                    : Optional.empty();
            return new Point(lsn, position, row.get(3).orElse("").replaceAll("\\s", ""));
        }

        @Override
        public List<Table> tables(Set<String> engines) throws DonorException {
            String names = engines.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
            return session
                    .rows("SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_TYPE ="
                            + " 'BASE TABLE' AND TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'sys')"
                            + " AND ENGINE IN (" + names + ")")
                    .stream()
                    .map(row -> new Table(
                            row.getFirst().orElse(""),
                            row.get(1).orElse(""),
                            row.get(2).orElse("")))
                    .toList();
        }

        @Override
        public void lockTables(List<Table> tables, Duration patience) throws DonorException, PointMissedException {
            String names = tables.stream()
                    .map(table -> SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name()))
                    .collect(Collectors.joining(", "));
            long id = session.number("SELECT CONNECTION_ID()");
            try (TableWait wait =
                    TableWait.start(control, id, patience.compareTo(TABLE_WAIT) < 0 ? patience : TABLE_WAIT)) {
                locked(names, wait, tables);
            }
        }

        private void locked(String names, TableWait wait, List<Table> tables)
                throws DonorException, PointMissedException {
            boolean had = false;
            try {
                session.run("FLUSH TABLES " + names + " WITH READ LOCK");
                had = !wait.isTooLate();
            } catch (DonorException e) {
                if (!NOT_HAD.contains(e.error())) {
                    // Without the statement, which names all of them.
                    String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
                    throw new DonorException(e.error(), "the server does not lock its tables" + why, e);
                }
            }
            if (!had) {
                String why = wait.table()
                        .map(table -> "the table " + table
                                + " is in use by a statement or a transaction for longer than" + " the server may wait")
                        .orElse("the tables without a log, " + tables.size() + " such as " + tables.getFirst()
                                + ", could not be locked in the time that the server may wait");
                throw new PointMissedException(
                        why, "clone when there is none, or give no tables without a log (--with-unlogged-tables)");
            }
        }

        @Override
        public void unlockTables() throws DonorException {
            session.run("UNLOCK TABLES");
        }

        @Override
        public void close() {
            try {
                session.run("UNLOCK INSTANCE");
            } catch (DonorException e) {
                // The end of the session is as good.
            } finally {
                session.close();
            }
        }
    }

    @Override
    public RedoHold holdRedo() throws DonorException {
        Session session = Session.open(options);
        boolean held = false;
        try {
            if (session.number("SELECT innodb_redo_log_consumer_register()") != 0) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the server does not keep its redo log for this donor (innodb_redo_log_consumer_register): look"
                                + " at its error log");
            }
            held = true;
            return new Hold(session);
        } finally {
            if (!held) {
                session.close();
            }
        }
    }

    private static final class Hold implements RedoHold {
        private final Session session;
        private boolean closed;

        Hold(Session session) {
            this.session = session;
        }

        @Override
        public synchronized void advance(long lsn) throws DonorException {
            if (!closed) {
                session.number("SELECT innodb_redo_log_consumer_advance(" + lsn + ")");
            }
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                session.number("SELECT innodb_redo_log_consumer_unregister()");
            } catch (DonorException e) {
                // The end of the session is as good.
            } finally {
                session.close();
            }
        }
    }

    /** Ends the tracking that is ours, and the sessions. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            stopTracking();
        } catch (DonorException e) {
            // The server is gone, or the next one that comes ends it.
        } finally {
            control.close();
        }
    }
}
