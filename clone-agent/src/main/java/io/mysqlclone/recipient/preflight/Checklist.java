package io.mysqlclone.recipient.preflight;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of one preflight, as far as they are made. */
final class Checklist {
    private final Map<Subject, Preflight.Check> checks = new EnumMap<>(Subject.class);
    private String reasonForTheRest = "an earlier check failed";
    private Optional<Preflight.Space> space = Optional.empty();
    private boolean donorBusy;

    /** What is checked, in the order of the report. */
    enum Subject {
        TARGET_DIRECTORY("target directory"),
        TARGET_CONTENT("target content"),
        USER_DATA("user data"),
        OTHER_AGENTS("other agents"),
        EARLIER_CLONE("earlier clone"),
        FILE_SYSTEM("file system"),
        RELOCATION_TARGETS("relocation targets"),
        DONOR_REACHABLE(Preflight.DONOR_REACHABLE),
        TLS("TLS"),
        LOGIN("donor login"),
        OTHER_SERVER("not this server itself"),
        BACKUP_ADMIN("BACKUP_ADMIN"),
        CLONE_PLUGIN("clone plugin"),
        DONOR_FREE(Preflight.DONOR_FREE),
        PROTOCOL("clone protocol"),
        DONOR_VERSION("donor version"),
        PLATFORM("platform"),
        PAGE_SIZE("page size"),
        NAME_CASE("lower_case_table_names"),
        PLUGINS("donor plugins"),
        ENCRYPTION("encryption"),
        FILES("files"),
        SYSTEM_TABLESPACE("system tablespace"),
        EXTERNAL_TABLESPACES("external tablespaces"),
        FREE_SPACE("free space");

        private final String words;

        Subject(String words) {
            this.words = words;
        }
    }

    void ok(Subject subject, String message) {
        set(subject, Preflight.Verdict.OK, message);
    }

    void warning(Subject subject, String message) {
        set(subject, Preflight.Verdict.WARNING, message);
    }

    void failed(Subject subject, String message) {
        set(subject, Preflight.Verdict.FAILED, message);
    }

    void skipped(Subject subject, String reason) {
        set(subject, Preflight.Verdict.SKIPPED, reason);
    }

    /** What the clone needs, and what there is. */
    void space(Preflight.Space found) {
        space = Optional.of(found);
    }

    /** The donor serves another clone. */
    void donorBusy() {
        donorBusy = true;
    }

    private void set(Subject subject, Preflight.Verdict verdict, String message) {
        checks.put(subject, new Preflight.Check(subject.words, verdict, message));
    }

    /** Why what has not been checked when the report is made was not. */
    void skipRest(String reason) {
        reasonForTheRest = reason;
    }

    Preflight.Report report() {
        List<Preflight.Check> all = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            if (!checks.containsKey(subject)) {
                skipped(subject, reasonForTheRest);
            }
            all.add(checks.get(subject));
        }
        return new Preflight.Report(all, space, donorBusy);
    }
}
