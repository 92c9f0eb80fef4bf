package io.mysqlclone.agent.run;

import io.mysqlclone.backup.BackupServer;
import io.mysqlclone.backup.Examination;
import io.mysqlclone.backup.Finding;
import io.mysqlclone.backup.Findings;
import io.mysqlclone.backup.Need;
import io.mysqlclone.binlog.donor.BinaryLogDonor;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.datadir.live.ServerUuid;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.live.LiveDonor;
import io.mysqlclone.innodb.live.Mysqld;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.storage.BinarySize;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.donor.TableFilesDonor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Everything that a donor beside a running server needs, looked at at once: what the server says, and what its files on this
 * host are like. {@code preflight} tells it, {@code serve} and {@code local} begin with it. Changes nothing.
 */
public final class ServerSurvey implements Closeable {
    /** More names say no more. */
    private static final int SHOWN = 5;

    private final DonorSource.Running asked;
    private final Examination server;
    private Optional<LiveDonor> engine = Optional.empty();
    private Optional<BinaryLogDonor> binaryLogs = Optional.empty();
    private Optional<TableFilesDonor> tables = Optional.empty();

    private ServerSurvey(DonorSource.Running asked, Examination server) {
        this.asked = asked;
        this.server = server;
    }

    /** Tells all of it; never throws for what it finds. */
    public static Preflight.Report report(DonorSource.Running asked) {
        try (ServerSurvey survey = of(asked, 1, _ -> {})) {
            return new Preflight.Report(survey.server.findings().all().stream()
                    .map(ServerSurvey::check)
                    .toList());
        }
    }

    private static Preflight.Check check(Finding finding) {
        String name = finding.need() == Need.REACHABLE
                ? Preflight.DONOR_REACHABLE
                : finding.need().words();
        return switch (finding.state()) {
            case MET -> new Preflight.Check(name, Preflight.Verdict.OK, finding.message());
            case WARNING -> new Preflight.Check(name, Preflight.Verdict.WARNING, finding.message());
            case MISSING ->
                new Preflight.Check(name, Preflight.Verdict.FAILED, finding.message() + " (" + finding.error() + ")");
            case UNKNOWN -> new Preflight.Check(name, Preflight.Verdict.SKIPPED, finding.message());
        };
    }

    /**
     * Looks.
     *
     * @param mostTasks that a clone may have, the master among them
     * @param onPoint is told of each point that is taken
     */
    static ServerSurvey of(DonorSource.Running asked, int mostTasks, Consumer<CaptureReport> onPoint) {
        var survey = new ServerSurvey(
                asked,
                Examination.of(
                        asked.server(),
                        asked.dataDir(),
                        asked.install(),
                        asked.besides().tables()));
        boolean looked = false;
        try {
            survey.server.server().ifPresent(mysqld -> survey.look(mysqld, mostTasks, onPoint));
            looked = true;
            return survey;
        } finally {
            if (!looked) {
                survey.close();
            }
        }
    }

    private void look(BackupServer mysqld, int mostTasks, Consumer<CaptureReport> onPoint) {
        Findings findings = server.findings();
        spool(findings);
        Mysqld.Places places = mysqld.places();
        Optional<String> foreign = foreign(mysqld);
        if (foreign.isPresent()) {
            findings.missing(Need.DATA_DIR, DonorException.READ, foreign.get());
            findings.rest("not looked at: the server's data directory is not here");
            return;
        }
        findings.met(Need.DATA_DIR, places.dataDir() + " is the server's own");
        hold(findings, places.dataDir());
        if (isSystemElsewhere(mysqld)) {
            findings.missing(
                    Need.ELSEWHERE,
                    DonorException.READ,
                    "the server's system tablespace is in "
                            + mysqld.facts().variable("innodb_data_home_dir")
                            + " (innodb_data_home_dir), outside its data directory, where a donor beside a server can't"
                            + " give it from: clone this one by its clone plugin, or while it is stopped");
            findings.rest("not looked at: the system tablespace is not in the data directory");
            return;
        }
        elsewhere(findings, places);
        files(mysqld, mostTasks, onPoint);
    }

    private static boolean isSystemElsewhere(BackupServer mysqld) {
        String home = mysqld.facts().variable("innodb_data_home_dir");
        Path dataDir = Path.of(mysqld.facts().variable("datadir")).normalize();
        return !home.isBlank() && !dataDir.resolve(home).normalize().equals(dataDir);
    }

    /** Why what is seen here is not the server's data directory. */
    private static Optional<String> foreign(BackupServer mysqld) {
        Path dataDir = mysqld.places().dataDir();
        String advice =
                ": run this on the server's host, or mount its volume at the same place, or say where it is here";
        if (!Files.isDirectory(dataDir)) {
            return Optional.of("the server's data directory " + dataDir + " is not here" + advice);
        }
        if (!Files.isReadable(dataDir) || !Files.isExecutable(dataDir)) {
            return Optional.of("the server's data directory " + dataDir
                    + " may not be read here: run this as the user that mysqld runs as");
        }
        String uuid = mysqld.facts().variable("server_uuid");
        try {
            return ServerUuid.of(dataDir)
                    .filter(there -> !there.equalsIgnoreCase(uuid))
                    .map(there ->
                            dataDir + " is the data directory of another server (its auto.cnf has the server_uuid "
                                    + there + ", and the server has " + uuid + ")" + advice);
        } catch (IOException e) {
            return Optional.of("auto.cnf in the server's data directory can't be read, run this as the user that mysqld"
                    + " runs as: " + e.getMessage());
        }
    }

    /** A copy of a data directory has the same server_uuid. */
    private static void hold(Findings findings, Path dataDir) {
        try {
            if (!RunningServer.on(DataDirectory.examine(dataDir))) {
                findings.warning(
                        Need.DATA_DIR,
                        dataDir
                                + " has the server's server_uuid, but no server is seen to have it open here: if it is a"
                                + " copy of the server's directory, clones of it fail; on a file system of the network"
                                + " this can't be seen");
            }
        } catch (TargetRefusedException e) {
            // It may be mounted read-only, which is enough for reading.
        } catch (IOException e) {
            findings.missing(
                    Need.DATA_DIR,
                    DonorException.READ,
                    "the server's files can't be read, run this as the server's user: " + e.getMessage());
        }
    }

    private static void elsewhere(Findings findings, Mysqld.Places places) {
        List<Path> all = new ArrayList<>(places.directories());
        if (!places.redo().startsWith(places.dataDir())) {
            all.add(places.redo());
        }
        List<Path> unseen = all.stream()
                .filter(path -> !Files.isDirectory(path) || !Files.isReadable(path) || !Files.isExecutable(path))
                .toList();
        if (!unseen.isEmpty()) {
            findings.missing(
                    Need.ELSEWHERE,
                    DonorException.READ,
                    "the server has files in " + listed(unseen)
                            + ", which is not here or may not be read: run this on the server's host as its user, or mount"
                            + " it at the same place");
        } else {
            findings.met(Need.ELSEWHERE, all.isEmpty() ? "the server has none" : "read here too: " + listed(all));
        }
    }

    private static String listed(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }

    private void files(BackupServer mysqld, int mostTasks, Consumer<CaptureReport> onPoint) {
        Findings findings = server.findings();
        var space = new SpoolSpace(asked.limits().spoolFolder(), asked.limits().spoolBytes());
        try {
            binaryLogs = asked.binaryLogs(mysqld);
        } catch (DonorException e) {
            findings.missing(Need.BINARY_LOG, e);
        }
        tables = asked.tables(mysqld, space);
        try {
            LiveDonor opened = LiveDonor.open(
                    mysqld,
                    mysqld.facts().server(),
                    mysqld.facts().release(),
                    asked.keyring(),
                    asked.limits(),
                    space,
                    mostTasks,
                    Stream.<LogStop.Witness>concat(binaryLogs.stream(), tables.stream())
                            .toList(),
                    onPoint,
                    mysqld::close);
            engine = Optional.of(opened);
            findings.met(Need.FILES, "the first page of each tablespace was read");
            unloggedTables(mysqld.places().dataDir());
            encryption(mysqld, opened);
        } catch (DonorException e) {
            if (e.error() == DonorException.ENCRYPTION) {
                findings.met(Need.FILES, "they can be read");
                findings.missing(Need.ENCRYPTION, e);
            } else {
                findings.missing(Need.FILES, e);
                findings.rest("not looked at: the server's files can't be read");
            }
        }
    }

    private void unloggedTables(Path dataDir) throws DonorException {
        // As SQL has them, but for characters that file names can't have.
        List<String> found = TableFilesDonor.tablesIn(dataDir).stream()
                .map(name -> name.replace('/', '.'))
                .toList();
        String some = String.join(", ", found.subList(0, Math.min(SHOWN, found.size())));
        String all = found.size() > SHOWN ? some + " and " + (found.size() - SHOWN) + " more" : some;
        if (found.isEmpty()) {
            server.findings().met(Need.OTHER_TABLES, "the server has none");
        } else if (asked.besides().tables()) {
            server.findings().met(Need.OTHER_TABLES, "they come along for recipients that ask for them: " + all);
        } else {
            server.findings()
                    .warning(
                            Need.OTHER_TABLES,
                            "tables of engines without a log come without their rows, as --with-unlogged-tables is not"
                                    + " given: " + all);
        }
    }

    private void encryption(BackupServer mysqld, LiveDonor opened) {
        Findings findings = server.findings();
        boolean log = mysqld.facts().variable("innodb_redo_log_encrypt").equals("1");
        if (log && asked.keyring().isEmpty()) {
            findings.missing(
                    Need.ENCRYPTION,
                    DonorException.ENCRYPTION,
                    "the server's redo log is encrypted (innodb_redo_log_encrypt): give the file of its"
                            + " component_keyring_file with --keyring");
        } else {
            findings.met(
                    Need.ENCRYPTION,
                    log || opened.hasSecrets() ? "the keys of --keyring fit" : "nothing is encrypted now");
        }
    }

    private void spool(Findings findings) {
        Path folder = asked.limits().spoolFolder();
        try {
            Files.delete(Files.createTempFile(folder, "clone-agent-", ".spool"));
            long free = Files.getFileStore(folder).getUsableSpace();
            long limit = asked.limits().spoolBytes();
            String room = folder + " has " + BinarySize.of(free) + " free, and --spool-size is " + BinarySize.of(limit);
            if (free < limit) {
                findings.warning(
                        Need.SPOOL,
                        room + ": a clone during which the server changes more than is free fails; give another"
                                + " --spool-dir");
            } else {
                findings.met(Need.SPOOL, room);
            }
        } catch (IOException e) {
            findings.missing(
                    Need.SPOOL,
                    DonorException.INTERNAL,
                    "no file can be made in " + folder + " for what changes during the clone (--spool-dir): "
                            + e.getMessage());
        }
    }

    /**
     * The donor, which is the one beside the server from now on; whoever has it closes it, and not this.
     *
     * @throws DonorException with everything that is missing
     */
    Begun begin() throws DonorException {
        server.findings().require();
        BackupServer mysqld = server.require();
        mysqld.begin(asked.install());
        List<DonorEngine> besides =
                Stream.<DonorEngine>concat(binaryLogs.stream(), tables.stream()).toList();
        return new Begun(mysqld, engine.orElseThrow(), besides, warnings());
    }

    private List<String> warnings() {
        return server.findings().all().stream()
                .filter(finding -> finding.state() == Finding.State.WARNING)
                .map(Finding::message)
                .toList();
    }

    /**
     * A donor, and the server that it is beside.
     *
     * @param besides other engines than InnoDB's
     * @param warnings what was found that is no hindrance
     */
    record Begun(BackupServer server, LiveDonor engine, List<DonorEngine> besides, List<String> warnings) {
        Begun {
            besides = List.copyOf(besides);
            warnings = List.copyOf(warnings);
        }
    }

    @Override
    public void close() {
        engine.ifPresentOrElse(LiveDonor::close, server::close);
    }
}
