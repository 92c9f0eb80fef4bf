package io.mysqlclone.recipient.remote;

import io.mysqlclone.engine.DonorConfiguration;
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

    /** In place: the recipient's server must start on data of the donor's version. */
    public Optional<String> release() {
        boolean lts = donor.configuration(DonorParameters.MATURITY)
                .filter("LTS"::equals)
                .isPresent();
        return live.flatMap(LiveServer::version)
                .flatMap(mine -> version()
                        .filter(theirs -> !mine.startsOnCloneOf(theirs, lts))
                        .map(theirs -> "the donor runs MySQL " + theirs + ", the recipient " + mine
                                + "; use a recipient of the donor's release series (3864 ER_CLONE_DONOR_VERSION)"));
    }

    Optional<ServerVersion> version() {
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
