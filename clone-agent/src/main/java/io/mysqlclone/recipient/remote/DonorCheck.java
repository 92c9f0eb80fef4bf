package io.mysqlclone.recipient.remote;

import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Compares the donor with this host and, in place, with the server whose data is replaced. Finds all mismatches at
 * once; a stock recipient stops at the first.
 */
public final class DonorCheck {
    private static final int LONGEST_SHOWN = 100;

    private final DonorParameters donor;
    private final Predicate<DonorConfiguration> accepted;
    private final Optional<LiveServer> live;

    /**
     * Compares {@code donor} with this host and, in place, with {@code live}.
     *
     * @param accepted whether the engines can make something of a donor
     */
    public DonorCheck(DonorParameters donor, Predicate<DonorConfiguration> accepted, Optional<LiveServer> live) {
        this.donor = donor;
        this.accepted = accepted;
        this.live = live;
    }

    /** Each mismatch as a sentence; empty when the clone can be made. */
    public List<String> mismatches() {
        List<String> found = new ArrayList<>(platform());
        if (server().isEmpty()) {
            found.add("the donor's version or innodb_page_size is missing or not one InnoDB has: "
                    + shown(donor.configuration(DonorParameters.VERSION).orElse("no version")) + ", page size "
                    + shown(donor.configuration(DonorParameters.PAGE_SIZE).orElse("unknown")));
        }
        pageSize().ifPresent(found::add);
        release().ifPresent(found::add);
        return found;
    }

    /** Mismatches of operating system and machine. */
    public List<String> platform() {
        List<String> found = new ArrayList<>();
        compare(DonorParameters.COMPILE_OS, hostOs(), "3865 ER_CLONE_OS", found);
        compare(DonorParameters.COMPILE_MACHINE, hostMachine(), "3866 ER_CLONE_PLATFORM", found);
        return found;
    }

    private void compare(String name, String expected, String symbol, List<String> found) {
        donor.configuration(name)
                .filter(value -> !value.equals(expected))
                .ifPresent(value -> found.add("the donor's " + name + " is " + shown(value) + ", but this host is "
                        + expected + "; clone from a donor on the same platform (" + symbol + ")"));
    }

    /** In place: the two servers must have the same page size. */
    public Optional<String> pageSize() {
        OptionalInt theirs = server().isPresent() ? theirPageSize() : OptionalInt.empty();
        return live.filter(recipient -> theirs.isPresent() && theirs.getAsInt() != recipient.pageSize())
                .map(recipient -> "the donor's innodb_page_size is " + theirs.getAsInt() + ", the recipient's "
                        + recipient.pageSize()
                        + "; the server on this data directory must be configured like the donor (3868"
                        + " ER_CLONE_CONFIG)");
    }

    /** The donor's release must be one that is known here, and in place the recipient's server must start on its data. */
    public Optional<String> release() {
        Optional<ServerVersion> theirs = version();
        Optional<String> unknownForm = theirs.flatMap(CloneRules::refusal);
        return unknownForm.isPresent() || theirs.isEmpty() || live.isEmpty()
                ? unknownForm
                : unfit(live.get(), theirs.get());
    }

    private Optional<String> unfit(LiveServer recipient, ServerVersion theirs) {
        if (recipient.release().isEmpty()) {
            return Optional.of("which MySQL the server on " + recipient.dataDir()
                    + " is can't be told from its mysql_upgrade_history, its binary logs or its mysql.ibd, so that it can't be"
                    + " compared with the donor's " + theirs + "; say it by --server-version (3864"
                    + " ER_CLONE_DONOR_VERSION)");
        }
        return answer() == CloneRules.Answer.NO
                ? Optional.of("the donor runs MySQL " + theirs + ", the recipient "
                        + recipient.release().get().version() + "; a clone of that donor needs "
                        + CloneRules.starters(theirs) + " (3864 ER_CLONE_DONOR_VERSION)")
                : Optional.empty();
    }

    /** In place: what is not known of both releases, in a sentence; it is no reason not to clone. */
    public Optional<String> doubt() {
        return answer() == CloneRules.Answer.NOT_KNOWN
                ? Optional.of("whether a MySQL " + recipient() + " starts on a clone of MySQL "
                        + version().orElseThrow()
                        + " is not known to this clone-agent, which is older than both: look into the manual of the"
                        + " recipient, \"Clone Plugin Limitations\"")
                : Optional.empty();
    }

    private CloneRules.Answer answer() {
        Optional<Release> mine = live.flatMap(LiveServer::release);
        Optional<ServerVersion> theirs = version();
        return mine.isPresent() && theirs.isPresent()
                ? CloneRules.startsOn(
                        mine.get(), new Release(theirs.get(), donor.configuration(DonorParameters.MATURITY)))
                : CloneRules.Answer.YES;
    }

    private String recipient() {
        return live.flatMap(LiveServer::release)
                .map(Release::version)
                .map(ServerVersion::toString)
                .orElse("of a version that is not known");
    }

    /** Which mysqld starts on the clone, in words. */
    public String starters() {
        return version().map(CloneRules::starters).orElse("the donor's version of MySQL");
    }

    private Optional<ServerVersion> version() {
        return donor.configuration(DonorParameters.VERSION).flatMap(ServerVersion::parse);
    }

    /** What the engines must know of the donor; empty when they can make nothing of it. */
    public Optional<DonorConfiguration> server() {
        return version()
                .map(version -> new DonorConfiguration(version.number(), donor.configurations()))
                .filter(accepted);
    }

    private OptionalInt theirPageSize() {
        try {
            return OptionalInt.of(Integer.parseInt(
                    donor.configuration(DonorParameters.PAGE_SIZE).orElse("16384")));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** What a donor says may be long and of several lines. */
    private static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
    }

    private static String hostOs() {
        String name = System.getProperty("os.name");
        return name.toLowerCase(Locale.ROOT).startsWith("mac") ? "macos" : name;
    }

    private static String hostMachine() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }
}
