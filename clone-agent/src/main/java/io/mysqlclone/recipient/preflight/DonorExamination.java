package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.live.NameCase;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.preflight.Checklist.Subject;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.recipient.remote.DonorAccount;
import io.mysqlclone.recipient.remote.DonorGtids;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.remote.OfferedEngines;
import io.mysqlclone.recipient.remote.SameServer;
import io.mysqlclone.recipient.target.OldServerCheck;
import io.mysqlclone.release.OtherServers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The part of a preflight that talks to the donor: who it is, and whether this user may clone it. */
final class DonorExamination {
    /** {@code ER_UNKNOWN_SYSTEM_VARIABLE}. */
    private static final int UNKNOWN_SYSTEM_VARIABLE = 1193;

    private final EngineSet<ClonePlace> engines;
    private final CloneRequest request;
    private final ConnectionOptions donor;
    private final Checklist checklist;
    private final TargetExamination.Outcome target;
    private final OptionalLong volume;
    private boolean logsEncrypted;

    DonorExamination(
            EngineSet<ClonePlace> engines,
            CloneRequest request,
            Checklist checklist,
            TargetExamination.Outcome target,
            OptionalLong volume) {
        this.engines = engines;
        this.request = request;
        this.donor = request.donor();
        this.checklist = checklist;
        this.target = target;
        this.volume = volume;
    }

    void examine() {
        if (!mayClone()) {
            return;
        }
        if (target.resumable()) {
            checklist.skipRest("not asked: the donor would give up the unfinished clone in the target, which can be"
                    + " resumed, if another one began");
            return;
        }
        // Their files are named when the others have been sent, which is not waited for here.
        new SnapshotExamination(engines.ofEveryDonor(), request, checklist, target.directory(), volume, logsEncrypted)
                .examine();
    }

    /** Logs in and enters clone mode, which does not begin a clone yet. */
    private boolean mayClone() {
        try (MysqlConnection connection = MysqlConnection.open(donor)) {
            reachable(connection.serverVersion());
            tls(connection);
            checklist.ok(
                    Subject.LOGIN,
                    "the user " + donor.credentials().user() + " was let in by " + connection.authenticationPlugin());
            if (!mayBeDonor(connection)) {
                return false;
            }
            otherServer(connection);
            behind(connection);
            nameCase(connection);
            logsEncrypted = logsEncrypted(connection);
            return mayClone(connection);
        } catch (TlsVerificationException e) {
            reachable("");
            checklist.failed(Subject.TLS, Failures.message(e));
            checklist.skipRest("not tried: TLS with the donor failed");
        } catch (ServerErrorException e) {
            if (Failures.isOutage(e)) {
                unreachable(e);
                return false;
            }
            loginFailed(e);
        } catch (AuthenticationException e) {
            loginFailed(e);
        } catch (IOException e) {
            unreachable(e);
        }
        return false;
    }

    private boolean mayBeDonor(MysqlConnection connection) {
        Optional<String> refusal = OtherServers.refusal(connection.serverVersion());
        refusal.ifPresent(problem -> {
            checklist.failed(Subject.DONOR_VERSION, problem + "; clone another server");
            checklist.skipRest("not asked: the donor is none that can be cloned");
        });
        return refusal.isEmpty();
    }

    private void loginFailed(IOException e) {
        reachable("");
        tlsBeforeLogin();
        checklist.failed(Subject.LOGIN, Failures.sentence(e));
        checklist.skipRest("not tried: the login failed");
    }

    private void unreachable(IOException e) {
        checklist.failed(Subject.DONOR_REACHABLE, Failures.message(e) + "; check address, port and firewalls between");
        checklist.skipRest("not tried: the donor was not reached");
    }

    private void otherServer(MysqlConnection connection) throws IOException {
        Optional<String> uuid = CloneConnection.askServerUuid(connection);
        Optional<String> refusal = SameServer.refusal(request.target(), uuid);
        if (refusal.isPresent()) {
            checklist.failed(Subject.OTHER_SERVER, refusal.get());
        } else {
            checklist.ok(
                    Subject.OTHER_SERVER,
                    "the donor's server_uuid is " + uuid.orElse("not known")
                            + (request.target().inPlace() ? ", not that of the server here" : ""));
        }
    }

    /** Only the donor knows whether the server here is ahead of it. */
    private void behind(MysqlConnection connection) throws IOException {
        if (target.directory().isPresent()
                && request.target().overwrite() == CloneRequest.Overwrite.IF_BEHIND
                && request.target().inPlace()) {
            Optional<String> unknown =
                    DonorGtids.refusal(connection, target.directory().get().root());
            if (unknown.isPresent()) {
                checklist.failed(Subject.USER_DATA, unknown.get());
                return;
            }
            try {
                OldServerCheck.requireSeemsBehind(
                        request.target(), target.directory().get(), Optional.of(DonorGtids.read(connection)));
            } catch (TargetRefusedException e) {
                checklist.failed(Subject.USER_DATA, Failures.message(e));
            }
        }
    }

    /**
     * A keyring is needed for redo and undo too, also when no table is encrypted. A donor that gives a directory does not say: there
     * the clone itself tells.
     */
    private static boolean logsEncrypted(MysqlConnection connection) throws IOException {
        return contains(asked(connection, "@@GLOBAL.innodb_redo_log_encrypt, @@GLOBAL.innodb_undo_log_encrypt"), "1");
    }

    /** Nothing when the donor does not know one of the variables. */
    private static List<List<Optional<String>>> asked(MysqlConnection connection, String variables) throws IOException {
        try {
            return connection.query("SELECT " + variables);
        } catch (ServerErrorException e) {
            if (e.code() == UNKNOWN_SYSTEM_VARIABLE) {
                return List.of();
            }
            throw e;
        }
    }

    /** The server here does not start on a dictionary that was made with another value. */
    private void nameCase(MysqlConnection connection) throws IOException {
        String donors = asked(connection, "@@GLOBAL.lower_case_table_names").stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("unknown");
        if (target.directory().isEmpty() || !request.target().inPlace()) {
            checklist.ok(Subject.NAME_CASE, "it is " + donors + ", and must be so for mysqld on the clone");
            return;
        }
        OptionalInt here = NameCase.ofServer(target.directory().get().root());
        if (here.isEmpty()) {
            checklist.warning(
                    Subject.NAME_CASE,
                    "it is " + donors + " on the donor and can't be found out of the server here, whose dictionary is"
                            + " encrypted or missing; with another value it does not start on the clone: compare it");
        } else if (!donors.equals(Integer.toString(here.getAsInt()))) {
            checklist.failed(
                    Subject.NAME_CASE,
                    "the donor was initialised with " + donors + ", the server here with " + here.getAsInt()
                            + ", so that it would not start on the clone; clone into an empty directory, and start mysqld"
                            + " there with the donor's value");
        } else {
            checklist.ok(Subject.NAME_CASE, "it is " + donors + " on the donor and here");
        }
    }

    private void reachable(String version) {
        checklist.ok(
                Subject.DONOR_REACHABLE,
                donor.endpoint() + " answers" + (version.isEmpty() ? "" : " as MySQL " + version));
    }

    private void tls(MysqlConnection connection) {
        Optional<String> session = connection.tlsSession();
        if (session.isPresent()) {
            encrypted(session.get());
        } else if (donor.endpoint() instanceof Endpoint.UnixSocket) {
            checklist.ok(Subject.TLS, "not used on a Unix socket");
        } else {
            checklist.warning(
                    Subject.TLS,
                    "the connection is not encrypted, so that everyone on the way can read the data; use --tls-mode"
                            + " verify-identity");
        }
    }

    private void encrypted(String session) {
        switch (donor.tls().mode()) {
            case VERIFY_IDENTITY ->
                checklist.ok(
                        Subject.TLS, session + "; the donor's certificate is for its host and of a trusted authority");
            case VERIFY_CA ->
                checklist.ok(
                        Subject.TLS,
                        session
                                + "; the donor's certificate is of a trusted authority, its host name was not compared");
            case VERIFY_FINGERPRINT ->
                checklist.ok(Subject.TLS, session + "; the donor's certificate is the one of the given fingerprint");
            case REQUIRED, PREFERRED, DISABLED ->
                checklist.warning(
                        Subject.TLS,
                        session
                                + ", but the donor's certificate was not verified, so that it may be somebody else's; use"
                                + " --tls-mode verify-identity with --tls-ca");
        }
    }

    /** The login comes behind TLS: when the donor has answered it, TLS was set up as asked. */
    private void tlsBeforeLogin() {
        if (donor.tls().mode().isMandatory()) {
            encrypted("set up");
        } else if (donor.tls().mode() == TlsMode.DISABLED) {
            checklist.warning(Subject.TLS, "TLS is switched off; use --tls-mode verify-identity");
        }
    }

    private boolean mayClone(MysqlConnection connection) throws IOException {
        List<String> missing = OfferedEngines.missing(connection, engines.namesToBeOffered());
        try {
            CloneConnection.enter(connection).exit();
            checklist.ok(Subject.BACKUP_ADMIN, "the user " + donor.credentials().user() + " has it");
            checklist.ok(Subject.CLONE_PLUGIN, "the donor has it installed");
            return offersAll(missing);
        } catch (ServerErrorException e) {
            String problem = Failures.sentence(e);
            switch (e.code()) {
                case Failures.BACKUP_ADMIN_MISSING -> {
                    checklist.failed(Subject.BACKUP_ADMIN, problem);
                    plugin(connection);
                }
                case Failures.PLUGIN_NOT_LOADED -> {
                    checklist.failed(Subject.CLONE_PLUGIN, problem);
                    privilege(connection);
                }
                default -> checklist.failed(Subject.CLONE_PLUGIN, problem);
            }
            checklist.skipRest("not asked: the donor does not let this user clone");
            return false;
        }
    }

    private boolean offersAll(List<String> missing) {
        if (!missing.isEmpty()) {
            checklist.failed(Subject.CLONE_PLUGIN, engines.refusal(missing));
            checklist.skipRest("not asked: the donor does not give all that is wanted");
        }
        return missing.isEmpty();
    }

    /** The donor names one reason only; SQL tells whether there is another. */
    private void plugin(MysqlConnection connection) {
        try {
            boolean active = contains(
                    connection.query(
                            "SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone'"),
                    "ACTIVE");
            if (active) {
                checklist.ok(Subject.CLONE_PLUGIN, "the donor has it installed");
            } else {
                checklist.failed(Subject.CLONE_PLUGIN, "the donor does not have it; " + Failures.INSTALL_PLUGIN);
            }
        } catch (IOException e) {
            checklist.skipped(Subject.CLONE_PLUGIN, "the donor did not say: " + Failures.message(e));
        }
    }

    private void privilege(MysqlConnection connection) {
        try {
            if (contains(connection.query("SHOW GRANTS"), "BACKUP_ADMIN")) {
                checklist.ok(
                        Subject.BACKUP_ADMIN, "the user " + donor.credentials().user() + " has it");
            } else {
                checklist.warning(
                        Subject.BACKUP_ADMIN,
                        "it is not among the user's own grants, only a role could give it; "
                                + DonorAccount.grant(DonorAccount.of(connection)));
            }
        } catch (IOException e) {
            checklist.skipped(Subject.BACKUP_ADMIN, "the donor did not say: " + Failures.message(e));
        }
    }

    private static boolean contains(List<List<Optional<String>>> rows, String word) {
        return rows.stream()
                .flatMap(List::stream)
                .anyMatch(value -> value.filter(text -> text.contains(word)).isPresent());
    }
}
