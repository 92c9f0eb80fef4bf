package io.mysqlclone.agent.run;

import io.mysqlclone.backup.BackupServer;
import io.mysqlclone.backup.ServerAccounts;
import io.mysqlclone.backup.ServerFacts;
import io.mysqlclone.binlog.donor.BinaryLogDonor;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.donor.DonorPlugin;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.live.CaptureLimits;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.live.LiveDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.innodb.source.SourceDirectory;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.recipient.target.ReceivedSource;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.donor.TableFilesDonor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Data on this host that is given to recipients, or cloned without a wire. */
public sealed interface DonorSource {
    /** What it is, as a sentence goes on with it. */
    String described();

    /**
     * Takes it. A directory is changed by nobody until this is closed.
     *
     * @param mostTasks that a clone may have, the master among them
     * @param onPoint is told of each point that is taken of a running server
     * @throws EngineException REFUSED when it can't be cloned as it is, or somebody is at work there; LOCAL_IO
     * @throws DonorException when a server can't be asked, or does not do what it takes
     */
    OpenDonor open(int mostTasks, Consumer<CaptureReport> onPoint) throws EngineException, DonorException;

    /** The data of a server that is stopped, or of a clone that is in place and was not started yet. */
    record AtRest(Settings settings) implements DonorSource {
        @Override
        public String described() {
            // Where there are two things to be had, which of them it is.
            boolean another = Files.exists(CloneMarkers.received(settings.dataDir()));
            return settings.dataDir()
                    + (another ? " (its server's data, not the clone that waits there for its commit)" : "");
        }

        @Override
        public OpenDonor open(int mostTasks, Consumer<CaptureReport> onPoint) throws EngineException {
            return ofDirectory(settings.dataDir(), SourceDirectory.open(settings), mostTasks);
        }
    }

    /** What was received into a directory and is not committed, whatever else is there. */
    record Received(Path dataDir) implements DonorSource {
        @Override
        public String described() {
            return "the clone that was received into " + dataDir;
        }

        @Override
        public OpenDonor open(int mostTasks, Consumer<CaptureReport> onPoint) throws EngineException {
            try {
                ReceivedSource received = ReceivedSource.open(dataDir);
                return ofDirectory(
                        dataDir,
                        SourceDirectory.received(received.dataDir(), received.received(), received::close),
                        mostTasks);
            } catch (TargetRefusedException e) {
                throw new EngineException(EngineException.Kind.REFUSED, e.problem(), e.hint(), e);
            } catch (EngineException e) {
                throw e;
            } catch (IOException e) {
                throw EngineException.local("what was received into " + dataDir + " can't be read", e);
            }
        }
    }

    /**
     * A running server, over SQL and its files.
     *
     * @param server how to log in
     * @param dataDir where its data directory is for this process; where it is for the server when empty
     * @param keyring the file of its {@code component_keyring_file}
     * @param besides what of it is given besides InnoDB's tables
     * @param install whether {@code component_mysqlbackup} is to be installed where it is missing
     */
    record Running(
            ConnectionOptions server,
            Optional<Path> dataDir,
            Optional<Path> keyring,
            Besides besides,
            boolean install,
            CaptureLimits limits)
            implements DonorSource {
        @Override
        public String described() {
            return "the server at " + server.endpoint();
        }

        @Override
        public OpenDonor open(int mostTasks, Consumer<CaptureReport> onPoint) throws EngineException, DonorException {
            ServerSurvey survey = ServerSurvey.of(this, mostTasks, onPoint);
            boolean begun = false;
            try {
                ServerSurvey.Begun donor = survey.begin();
                begun = true;
                return open(donor);
            } finally {
                if (!begun) {
                    survey.close();
                }
            }
        }

        private OpenDonor open(ServerSurvey.Begun donor) {
            BackupServer mysqld = donor.server();
            LiveDonor engine = donor.engine();
            List<DonorEngine> engines = new ArrayList<>(List.of(engine));
            engines.addAll(donor.besides());
            return new OpenDonor(
                    engines,
                    (plugins, idle) -> {
                        List<DonorPlugin> all = new ArrayList<>(plugins);
                        mysqld.facts().plugins().forEach((name, library) -> all.add(new DonorPlugin(name, library)));
                        return new DonorDescription(
                                engine.release(),
                                engine.pageSize(),
                                mysqld.facts().variables(),
                                all,
                                mysqld.facts().collations(),
                                idle);
                    },
                    Optional.of(new ServerAccounts(server)),
                    mysqld.places().dataDir(),
                    donor.warnings());
        }

        /** The engine of its tables without a log, when they are given. */
        Optional<TableFilesDonor> tables(BackupServer mysqld, SpoolSpace space) {
            ServerFacts facts = mysqld.facts();
            return besides.tables()
                    ? Optional.of(new TableFilesDonor(
                            mysqld.places().dataDir(),
                            space,
                            !facts.mapsTables(),
                            facts.release(),
                            facts.server().pageSize()))
                    : Optional.empty();
        }

        /** The engine of its binary logs, when they are given. */
        Optional<BinaryLogDonor> binaryLogs(BackupServer mysqld) throws DonorException {
            if (besides.logs() == Logs.NONE) {
                return Optional.empty();
            }
            ServerFacts facts = mysqld.facts();
            Path here = mysqld.places().dataDir();
            if (facts.encryptsBinaryLogs()) {
                throw new DonorException(
                        DonorException.ENCRYPTION,
                        "the server encrypts its binary logs (binlog_encryption=ON), with keys that a recipient has not:"
                                + " give --with-binary-logs none");
            }
            Path index = facts.logIndex(here)
                    .orElseThrow(() -> new DonorException(
                            DonorException.READ,
                            "the server writes no binary log (log_bin=OFF): give --with-binary-logs none"));
            if (!Files.isReadable(index)) {
                throw new DonorException(
                        DonorException.READ,
                        index
                                + ", the server's index of binary logs, can't be read here: run this as the server's user,"
                                + " with its logs at the same place");
            }
            return Optional.of(new BinaryLogDonor(
                    new BinaryLogDonor.Place(index, line -> facts.here(line, here)),
                    besides.logs() == Logs.ALL,
                    facts.release(),
                    facts.server().pageSize()));
        }
    }

    /** Which binary logs of a running server are given to recipients that ask for them. */
    enum Logs {
        /** None. */
        NONE,
        /** The one that the point of a clone is in. */
        CURRENT,
        /** All that the server has. */
        ALL
    }

    /**
     * What of a running server is given to recipients that ask for it.
     *
     * @param tables those without a log
     */
    record Besides(Logs logs, boolean tables) {
        /** Nothing. */
        public static final Besides NOTHING = new Besides(Logs.NONE, false);
    }

    private static OpenDonor ofDirectory(Path dataDir, SourceDirectory source, int mostTasks) {
        StaticDonor engine = StaticDonor.of(source, mostTasks);
        return new OpenDonor(
                List.of(engine),
                (plugins, idle) -> DonorDescription.ofFiles(
                        engine.release(), engine.pageSize(), source.serverUuid(), source.nameCase(), plugins, idle),
                Optional.empty(),
                dataDir,
                List.of());
    }
}
