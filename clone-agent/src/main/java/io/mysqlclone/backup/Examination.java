package io.mysqlclone.backup;

import io.mysqlclone.backup.Rights.Tracking;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.live.Mysqld;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.release.OtherServers;
import io.mysqlclone.release.ServerVersion;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a server everything that a donor beside it needs, and changes nothing there. What the files on this host have to be
 * like is not asked here. Used by one thread.
 */
public final class Examination implements Closeable {
    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;
    /** {@code ER_INNODB_REDO_DISABLED}. */
    private static final int ER_REDO_DISABLED = 3983;
    /** {@code ER_OPTION_PREVENTS_STATEMENT}. */
    private static final int ER_READ_ONLY = 1290;

    private static final int ER_NOT_SUPPORTED_YET = 1235;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    /** Too many connections, those of a user among them, and a server that is on its way down: time heals them. */
    private static final Set<Integer> OUTAGES = Set.of(1040, 1203, 1053);

    private static final String COMPONENT_FILE = "component_mysqlbackup.so";
    private static final String TRIED = "9.7";

    private final ConnectionOptions options;
    private final boolean install;
    private final boolean tables;
    private final Findings findings = new Findings();
    private Optional<Session> control = Optional.empty();
    private Optional<BackupServer> server = Optional.empty();

    private Examination(ConnectionOptions options, boolean install, boolean tables) {
        this.options = options;
        this.install = install;
        this.tables = tables;
    }

    /**
     * Examines; that something is missing is no exception.
     *
     * @param dataDir where this process sees the server's data directory; where the server does when it is empty
     * @param install whether {@code component_mysqlbackup} is going to be installed when the server has not got it
     * @param tables whether tables without a log are going to be given
     */
    public static Examination of(ConnectionOptions options, Optional<Path> dataDir, boolean install, boolean tables) {
        var examination = new Examination(options, install, tables);
        try {
            Session session = Session.open(options);
            examination.control = Optional.of(session);
            examination.examine(session, dataDir);
        } catch (DonorException e) {
            examination.failed(e);
        }
        return examination;
    }

    /** What was found, to which others may add what they find. */
    public Findings findings() {
        return findings;
    }

    /** The server, in which nothing has begun; empty when it was not reached, or is none of those that are known. */
    public Optional<BackupServer> server() {
        return server;
    }

    /**
     * The server, which can do what is needed.
     *
     * @throws DonorException with all that is missing
     */
    public BackupServer require() throws DonorException {
        findings.require();
        return server.orElseThrow();
    }

    private void failed(DonorException e) {
        if (control.isPresent()) {
            // A server that ends, or does not do what each release of it does.
            findings.missing(
                    Need.REACHABLE,
                    e.getCause() instanceof ServerErrorException ? e.error() : DonorException.UNREACHABLE,
                    message(e));
            findings.rest("not asked: the session on the server failed");
            return;
        }
        boolean refused =
                switch (e.getCause()) {
                    case ServerErrorException answer -> !OUTAGES.contains(answer.code());
                    case AuthenticationException answer -> true;
                    case null, default -> false;
                };
        if (refused) {
            findings.met(Need.REACHABLE, options.endpoint() + " answers");
            findings.missing(Need.LOGIN, e);
            findings.rest("not asked: the login failed");
        } else {
            findings.missing(Need.REACHABLE, DonorException.UNREACHABLE, message(e));
            findings.rest("not asked: the server was not reached");
        }
    }

    private static String message(DonorException e) {
        return String.valueOf(e.getMessage());
    }

    private void examine(Session session, Optional<Path> dataDir) throws DonorException {
        findings.met(Need.REACHABLE, options.endpoint() + " answers as MySQL " + session.serverVersion());
        findings.met(
                Need.LOGIN,
                "the account " + options.credentials().user() + " was let in by " + session.authenticationPlugin());
        if (!isVersionKnown(session)) {
            return;
        }
        ServerFacts facts = ServerFacts.of(session);
        var backup = new BackupServer(options, session, facts, facts.places(dataDir));
        server = Optional.of(backup);
        boolean readOnly = facts.variable("super_read_only").equals("1");
        privileges(session, tracking(session, readOnly));
        alone(session);
        logStatus(session);
        redoLog(facts);
        binaryLog(facts);
        findings.met(
                Need.READ_ONLY,
                readOnly
                        ? "super_read_only is ON, which is no hindrance: nothing is written to the server's tables"
                        : "super_read_only is OFF");
        group(session, facts);
    }

    private boolean isVersionKnown(Session session) {
        String version = session.serverVersion();
        Optional<String> other = OtherServers.refusal(version);
        if (other.isPresent()) {
            findings.missing(Need.VERSION, ER_NOT_SUPPORTED_YET, other.get());
            findings.rest("not asked: the server is none that can be cloned");
        } else if (ServerVersion.parse(version)
                .filter(number -> (number.major() + "." + number.minor()).equals(TRIED))
                .isPresent()) {
            findings.met(Need.VERSION, "it is MySQL " + version);
        } else {
            findings.warning(
                    Need.VERSION,
                    "it is MySQL " + version + ", beside which this was never tried: " + TRIED
                            + " was; try a clone of it, and start mysqld on that, before you rely on it");
        }
        return other.isEmpty();
    }

    /** Whether {@code component_mysqlbackup} is loaded. */
    static boolean hasComponent(Session session) throws DonorException {
        try {
            session.row("SELECT @@GLOBAL.mysqlbackup.backupid");
            return true;
        } catch (DonorException e) {
            if (e.error() != ER_UNKNOWN_SYSTEM_VARIABLE) {
                throw e;
            }
            return false;
        }
    }

    private Tracking tracking(Session session, boolean readOnly) throws DonorException {
        if (hasComponent(session)) {
            findings.met(Need.PAGE_TRACKING, "component_mysqlbackup is installed");
            return Tracking.THERE;
        }
        String lacks = "the server lacks component_mysqlbackup, which comes with it and notes the pages that it writes"
                + " during a clone: ";
        Optional<Path> folder = Optional.of(Path.of(
                        session.row("SELECT @@GLOBAL.plugin_dir").getFirst().orElse("")))
                .filter(Files::isDirectory);
        if (folder.isPresent() && !Files.exists(folder.get().resolve(COMPONENT_FILE))) {
            findings.missing(
                    Need.PAGE_TRACKING,
                    ER_UNKNOWN_SYSTEM_VARIABLE,
                    lacks + "its file " + COMPONENT_FILE + " is not in " + folder.get()
                            + ", and has to be installed there");
        } else if (!install) {
            findings.missing(
                    Need.PAGE_TRACKING,
                    ER_UNKNOWN_SYSTEM_VARIABLE,
                    lacks + "run INSTALL COMPONENT 'file://component_mysqlbackup', or give --install-component");
        } else if (readOnly) {
            findings.missing(
                    Need.PAGE_TRACKING,
                    ER_READ_ONLY,
                    lacks + "it can't be installed while super_read_only is ON; SET GLOBAL super_read_only = OFF for a"
                            + " moment and run INSTALL COMPONENT 'file://component_mysqlbackup', which is not"
                            + " replicated");
        } else {
            findings.met(Need.PAGE_TRACKING, "component_mysqlbackup is not there, and is installed at the start");
        }
        return install ? Tracking.TO_BE_INSTALLED : Tracking.ABSENT;
    }

    private void privileges(Session session, Tracking tracking) throws DonorException {
        Optional<String> grants = Rights.missing(session, tracking, tables);
        String account = Rights.account(session);
        if (grants.isPresent()) {
            findings.missing(
                    Need.PRIVILEGES,
                    ER_SPECIFIC_ACCESS_DENIED,
                    "the account " + account + " may not do all that a donor beside the server has to: "
                            + grants.get());
        } else {
            findings.met(Need.PRIVILEGES, account + " has all that it needs");
        }
    }

    /** What to say of another one. */
    static String another(ConnectionOptions options) {
        return "another clone-agent is beside the server at " + options.endpoint()
                + " already: use that one, or end it";
    }

    private void alone(Session session) throws DonorException {
        Optional<String> holder =
                session.row("SELECT IS_USED_LOCK('" + BackupServer.ALONE + "')").getFirst();
        if (holder.isPresent()) {
            findings.missing(
                    Need.ALONE,
                    DonorException.TOO_MANY,
                    another(options) + " (connection " + holder.get() + " of the server)");
        } else {
            findings.met(Need.ALONE, "none is beside the server");
        }
    }

    private void logStatus(Session session) {
        try {
            if (session.rows(BackupServer.POINT).size() == 1 && isOn(session)) {
                findings.met(Need.LOG_STATUS, "performance_schema.log_status gives a point");
            } else {
                findings.missing(
                        Need.LOG_STATUS,
                        ER_NOT_SUPPORTED_YET,
                        "performance_schema is OFF, whose log_status gives the point of a clone: start the server with"
                                + " performance_schema = ON");
            }
        } catch (DonorException e) {
            findings.unknown(Need.LOG_STATUS, "not asked: the account may not");
        }
    }

    private static boolean isOn(Session session) throws DonorException {
        return session.number("SELECT @@GLOBAL.performance_schema") == 1;
    }

    private void redoLog(ServerFacts facts) {
        if (facts.redoEnabled()) {
            findings.met(Need.REDO_LOG, "it is written");
        } else {
            findings.missing(
                    Need.REDO_LOG,
                    ER_REDO_DISABLED,
                    "the server writes no redo log, without which its files can't be cloned while it runs: ALTER INSTANCE"
                            + " ENABLE INNODB REDO_LOG");
        }
    }

    private void binaryLog(ServerFacts facts) {
        if (facts.binaryLog()) {
            findings.met(Need.BINARY_LOG, "it is written, and gtid_mode is " + facts.variable("gtid_mode"));
        } else {
            findings.warning(
                    Need.BINARY_LOG, "the server writes none (log_bin is OFF), so that copies can't replicate from it");
        }
    }

    private void group(Session session, ServerFacts facts) {
        if (!facts.plugins().containsKey("group_replication")) {
            findings.met(Need.GROUP, "the server is in none");
            return;
        }
        try {
            List<List<Optional<String>>> rows = session.rows("SELECT MEMBER_STATE, MEMBER_ROLE FROM"
                    + " performance_schema.replication_group_members WHERE MEMBER_ID = @@GLOBAL.server_uuid");
            String state =
                    rows.isEmpty() ? "OFFLINE" : rows.getFirst().getFirst().orElse("OFFLINE");
            if (state.equals("RECOVERING")) {
                findings.warning(
                        Need.GROUP,
                        "the server is RECOVERING: it is behind its group, and copies begin where it is; better clone a"
                                + " member that is ONLINE");
            } else {
                findings.met(
                        Need.GROUP,
                        "the server is a member, "
                                + (rows.isEmpty()
                                        ? ""
                                        : rows.getFirst()
                                                .get(1)
                                                .filter(role -> !role.isEmpty())
                                                .map(role -> role + " ")
                                                .orElse(""))
                                + state + "; a copy has its data and is in no group");
            }
        } catch (DonorException e) {
            findings.unknown(Need.GROUP, "not asked: the account may not");
        }
    }

    /** Ends the session, and with it the server of {@link #server}. */
    @Override
    public void close() {
        control.ifPresent(Session::close);
    }

    /** Where the server's files are for this process; empty when {@link #server} is. */
    public Optional<Mysqld.Places> places() {
        return server.map(BackupServer::places);
    }
}
