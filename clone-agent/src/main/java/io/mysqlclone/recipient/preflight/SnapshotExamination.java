package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.FreeSpace;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.InPlaceForm;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.SurveyedFiles;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.preflight.Checklist.Subject;
import io.mysqlclone.recipient.remote.DonorCheck;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.DonorParameters;
import io.mysqlclone.recipient.remote.DonorSession;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.remote.LiveServer;
import io.mysqlclone.recipient.remote.SilenceWatch;
import io.mysqlclone.recipient.target.KeyringCheck;
import io.mysqlclone.storage.BinarySize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The part of a preflight that begins a clone, to see what the donor would send, and ends it at once. */
final class SnapshotExamination {
    /** A volume that would be fuller than nine tenths is not enough: ext4 alone keeps a twentieth. */
    private static final int SPARE = 10;

    private final EngineSet<ClonePlace> engines;
    private final CloneRequest request;
    private final Checklist checklist;
    private final Optional<DataDirectory> directory;
    private final OptionalLong volume;
    private final boolean logsEncrypted;

    /**
     * @param volume bytes of the volume that is yet to be made for the target
     * @param logsEncrypted whether the donor encrypts its redo or undo log
     */
    SnapshotExamination(
            EngineSet<ClonePlace> engines,
            CloneRequest request,
            Checklist checklist,
            Optional<DataDirectory> directory,
            OptionalLong volume,
            boolean logsEncrypted) {
        this.engines = engines;
        this.request = request;
        this.checklist = checklist;
        this.directory = directory;
        this.volume = volume;
        this.logsEncrypted = logsEncrypted;
    }

    void examine() {
        try (SilenceWatch watch = new SilenceWatch()) {
            survey(settings(request.donor(), watch)).ifPresent(this::judge);
        }
    }

    private DonorSession.Settings settings(ConnectionOptions donor, SilenceWatch watch) {
        var ddl = new DdlSettings(
                Math.toIntExact(request.ddl().timeout().toSeconds()),
                request.ddl().block());
        return new DonorSession.Settings(donor, ProtocolVersion.V4, ddl, request.stallTimeout(), watch);
    }

    private Optional<SurveyedFiles> survey(DonorSession.Settings settings) {
        DonorSession session;
        try {
            session = DonorSession.begin(settings, engines.versionLocators());
        } catch (IOException e) {
            if (e instanceof DonorErrorException refusal && refusal.code() == DonorException.TOO_MANY) {
                checklist.donorBusy();
            }
            checklist.failed(Subject.DONOR_FREE, Failures.sentence(e));
            checklist.skipRest("not asked: the donor does not begin a clone");
            return Optional.empty();
        }
        checklist.ok(
                Subject.DONOR_FREE,
                "no other clone of the donor is running; a clone was begun to see its files, and ended");
        checklist.ok(Subject.PROTOCOL, "donor and agent agree on " + session.version());
        donor(session.parameters().orElseThrow());
        try {
            SurveyedFiles survey = take(session, settings);
            encryption(survey);
            return Optional.of(survey);
        } catch (DonorErrorException e) {
            if (e.code() == DonorErrorException.ENCRYPTION_NEEDS_TLS) {
                checklist.failed(Subject.ENCRYPTION, Failures.sentence(e));
                return surveyOverTls(settings.watch());
            }
            return notSurveyed(e);
        } catch (IOException e) {
            return notSurveyed(e);
        }
    }

    private SurveyedFiles take(DonorSession session, DonorSession.Settings settings) throws IOException {
        Optional<Path> dataDirectory = directory.map(DataDirectory::root);
        return new DonorSurvey(session, engines, dataDirectory, request.target().relocations()).take(settings);
    }

    /** Without TLS the donor stops at its first encrypted file; the others are worth seeing all the same. */
    private Optional<SurveyedFiles> surveyOverTls(SilenceWatch watch) {
        ConnectionOptions given = request.donor();
        TlsOptions tls = given.tls();
        var encrypted = new ConnectionOptions(
                given.endpoint(),
                given.credentials(),
                new TlsOptions(
                        TlsMode.REQUIRED,
                        tls.ca(),
                        tls.certificate(),
                        tls.key(),
                        Optional.empty(),
                        tls.ciphers(),
                        tls.versions()),
                given.compression(),
                given.connectTimeout());
        DonorSession.Settings settings = settings(encrypted, watch);
        try {
            return Optional.of(take(DonorSession.begin(settings, engines.versionLocators()), settings));
        } catch (IOException e) {
            checklist.skipRest("the donor does not name its files without TLS");
            return Optional.empty();
        }
    }

    private Optional<SurveyedFiles> notSurveyed(IOException e) {
        checklist.failed(Subject.FILES, Failures.sentence(e));
        checklist.skipRest("not known: the donor did not name its files");
        return Optional.empty();
    }

    private void donor(DonorParameters parameters) {
        try {
            var check = new DonorCheck(
                    parameters,
                    engines::accept,
                    request.target().inPlace() && directory.isPresent()
                            ? Optional.of(LiveServer.of(request.target()))
                            : Optional.empty());
            String version = parameters.configuration(DonorParameters.VERSION).orElse("unknown")
                    + parameters
                            .configuration(DonorParameters.MATURITY)
                            .map(maturity -> " (" + maturity + ")")
                            .orElse("");
            if (check.server().isEmpty()) {
                checklist.failed(
                        Subject.DONOR_VERSION,
                        "the donor's version is " + version + ", which is not one of MySQL; clone another server");
            } else if (check.doubt().isPresent()) {
                checklist.warning(Subject.DONOR_VERSION, check.doubt().get());
            } else {
                verdict(Subject.DONOR_VERSION, check.release(), "the donor runs MySQL " + version + startsOn(check));
            }
            List<String> platform = check.platform();
            verdict(
                    Subject.PLATFORM,
                    platform.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", platform)),
                    "the donor runs on "
                            + parameters
                                    .configuration(DonorParameters.COMPILE_OS)
                                    .orElse("an operating system it does not name")
                            + " "
                            + parameters
                                    .configuration(DonorParameters.COMPILE_MACHINE)
                                    .orElse("") + ", as this host does");
            verdict(
                    Subject.PAGE_SIZE,
                    check.pageSize(),
                    "innodb_page_size of the donor is "
                            + parameters
                                    .configuration(DonorParameters.PAGE_SIZE)
                                    .orElse("unknown")
                            + (request.target().inPlace() ? ", as here" : ", and so will be the clone's"));
        } catch (IOException e) {
            checklist.failed(
                    Subject.DONOR_VERSION,
                    "the server's data in the target can't be compared with the donor: " + Failures.message(e));
        }
        plugins(parameters);
    }

    private String startsOn(DonorCheck check) {
        return request.target().inPlace()
                ? ", whose data the server here starts on"
                : "; the clone must be started by " + check.starters();
    }

    private void verdict(Subject subject, Optional<String> problem, String fine) {
        problem.ifPresentOrElse(text -> checklist.failed(subject, text), () -> checklist.ok(subject, fine));
    }

    /** No mysqld is asked here, so that it is up to the user to compare. */
    private void plugins(DonorParameters parameters) {
        Map<String, String> loaded = parameters.loadedPlugins();
        String names = loaded.entrySet().stream()
                .map(plugin -> plugin.getKey() + " (" + plugin.getValue() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        if (loaded.keySet().stream().allMatch("clone"::equals)) {
            checklist.ok(
                    Subject.PLUGINS,
                    "the donor has no plugins that are not built in" + (loaded.isEmpty() ? "" : ", but " + names));
        } else {
            checklist.warning(
                    Subject.PLUGINS,
                    "the donor has loaded " + names
                            + "; mysqld on the clone must find these in its plugin_dir (3870 ER_CLONE_PLUGIN_MATCH)");
        }
    }

    private void encryption(SurveyedFiles survey) {
        if (survey.encrypted() == 0 && !logsEncrypted) {
            checklist.ok(Subject.ENCRYPTION, "no tablespace of the donor is encrypted");
            return;
        }
        String what = survey.encrypted() + " tablespaces" + (logsEncrypted ? " and redo or undo log" : "")
                + " are encrypted and come over TLS";
        try {
            Optional<String> refusal =
                    directory.isEmpty() ? Optional.empty() : KeyringCheck.refusal(request.target(), directory.get());
            if (refusal.isPresent()) {
                checklist.failed(Subject.ENCRYPTION, refusal.get() + "; " + KeyringCheck.ADVICE);
            } else if (request.target().inPlace()) {
                checklist.ok(Subject.ENCRYPTION, what + ", and the server here has a keyring");
            } else {
                checklist.warning(
                        Subject.ENCRYPTION,
                        what + "; mysqld on the clone needs a keyring component, or it does not start");
            }
        } catch (IOException e) {
            checklist.failed(Subject.ENCRYPTION, "the target can't be read: " + Failures.message(e));
        }
    }

    private void judge(SurveyedFiles survey) {
        String totals = survey.files() + " files, " + BinarySize.of(survey.bytes());
        if (!survey.unsafe().isEmpty()) {
            checklist.failed(Subject.FILES, totals + "; not accepted: " + String.join("; ", survey.unsafe()));
        } else if (survey.holesTooSmall()) {
            checklist.warning(
                    Subject.FILES,
                    totals + "; " + survey.pageCompressed()
                            + " tablespaces are page-compressed for smaller blocks than the target's file system has, so"
                            + " that they will take more space than on the donor");
        } else {
            checklist.ok(Subject.FILES, totals);
        }
        systemTablespace(survey);
        external(survey);
        freeSpace(survey);
    }

    private void systemTablespace(SurveyedFiles survey) {
        if (directory.isEmpty()) {
            checklist.skipped(Subject.SYSTEM_TABLESPACE, "the target directory can't be used");
            return;
        }
        String names = String.join(", ", survey.systemFiles());
        try {
            if (request.target().inPlace()) {
                new InPlaceForm(directory.get(), request.target().oldServer().logIndexes())
                        .checkSystemTablespace(survey.systemFiles());
            }
            checklist.ok(
                    Subject.SYSTEM_TABLESPACE,
                    names
                            + (survey.systemFiles().size() > 1
                                    ? "; mysqld on the clone needs the donor's innodb_data_file_path"
                                    : ""));
        } catch (TargetRefusedException e) {
            checklist.failed(Subject.SYSTEM_TABLESPACE, Failures.message(e));
        } catch (IOException e) {
            checklist.failed(Subject.SYSTEM_TABLESPACE, "the target can't be read: " + Failures.message(e));
        }
    }

    private void external(SurveyedFiles survey) {
        List<Relocation> unused = request.target().relocations().stream()
                .filter(relocation -> !survey.usedRelocations().contains(relocation))
                .toList();
        if (survey.unmapped().isPresent()) {
            checklist.failed(Subject.EXTERNAL_TABLESPACES, survey.unmapped().get());
        } else if (!unused.isEmpty()) {
            checklist.warning(
                    Subject.EXTERNAL_TABLESPACES,
                    "no tablespace of the donor lies below "
                            + unused.stream().map(Relocation::from).collect(Collectors.joining(", "))
                            + "; check the spelling of --relocate");
        } else {
            checklist.ok(
                    Subject.EXTERNAL_TABLESPACES,
                    survey.mapped() == 0
                            ? "no tablespace lies outside the donor's data directory"
                            : survey.mapped() + " tablespaces lie outside the donor's data directory and are mapped");
        }
    }

    private void freeSpace(SurveyedFiles survey) {
        long needed = survey.neededBytes();
        if (volume.isPresent()) {
            planned(needed, volume.getAsLong());
            return;
        }
        if (directory.isEmpty()) {
            checklist.skipped(Subject.FREE_SPACE, "the target directory can't be used");
            return;
        }
        try {
            long free = directory.get().usableSpace();
            checklist.space(new Preflight.Space(needed, free));
            verdict(
                    Subject.FREE_SPACE,
                    FreeSpace.shortage(directory.get(), needed),
                    "the clone needs about " + BinarySize.of(needed) + ", and " + BinarySize.of(free) + " are free");
        } catch (IOException e) {
            checklist.failed(Subject.FREE_SPACE, "the file system can't be asked: " + Failures.message(e));
        }
    }

    /** A new file system keeps some of its volume for itself, which nobody knows before it is made. */
    private void planned(long needed, long size) {
        checklist.space(new Preflight.Space(needed, size));
        String facts =
                "the clone needs about " + BinarySize.of(needed) + ", and the volume is to have " + BinarySize.of(size);
        if (needed > size) {
            checklist.failed(Subject.FREE_SPACE, facts + "; make it larger (3873 ER_CLONE_DISK_SPACE)");
        } else if (needed > size - size / SPARE) {
            checklist.warning(
                    Subject.FREE_SPACE,
                    facts
                            + ", of which its file system takes some for itself; make it larger, the server needs room too");
        } else {
            checklist.ok(Subject.FREE_SPACE, facts);
        }
    }
}
