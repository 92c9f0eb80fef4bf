package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.binlog.LogName;
import io.mysqlclone.engine.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the binary logs of a clone have come, and what the donor may say next.
 *
 * @param locator of the clone, and where the next byte goes; empty when none has begun
 * @param start what the donor said there would be
 * @param logs as many as it has named
 * @param complete whether all of it is here
 */
record ReceivedLogs(
        Optional<LogLocator> locator,
        Optional<LogDescriptor.Start> start,
        List<LogDescriptor.Log> logs,
        boolean complete) {
    private static final int LONGEST_SHOWN = 80;

    static final ReceivedLogs NOTHING = new ReceivedLogs(Optional.empty(), Optional.empty(), List.of(), false);

    ReceivedLogs {
        logs = List.copyOf(logs);
    }

    /** Of a clone that begins. */
    static ReceivedLogs of(LogLocator locator) {
        return new ReceivedLogs(Optional.of(locator.at(0, 0)), Optional.empty(), List.of(), false);
    }

    ReceivedLogs started(LogDescriptor.Start said) {
        return new ReceivedLogs(locator, Optional.of(said), logs, complete);
    }

    /** With one more, of which nothing is here; all before it are. */
    ReceivedLogs named(LogDescriptor.Log log) {
        return new ReceivedLogs(
                locator.map(name -> name.at(log.index(), 0)),
                start,
                Stream.concat(logs.stream(), Stream.of(log)).toList(),
                complete);
    }

    ReceivedLogs at(int log, long offset) {
        return new ReceivedLogs(locator.map(name -> name.at(log, offset)), start, logs, complete);
    }

    ReceivedLogs completed() {
        return new ReceivedLogs(locator, start, logs, true);
    }

    /** Where the next byte goes. */
    LogLocator place() {
        return locator.orElseThrow(() -> new IllegalStateException("no clone has begun"));
    }

    /** Bytes that are here. */
    long bytes() {
        return locator.map(place -> logs.stream()
                                .limit(place.log())
                                .mapToLong(LogDescriptor.Log::length)
                                .sum()
                        + place.offset())
                .orElse(0L);
    }

    /**
     * Whether the donor names a log again that it has named, as it does in each round.
     *
     * @throws EngineException DONOR_VIOLATION when it may name neither that nor this as the next one
     */
    boolean hasNamed(LogDescriptor.Log log) throws EngineException {
        if (log.index() < logs.size()) {
            if (!logs.get(log.index()).equals(log)) {
                throw others();
            }
            return true;
        }
        LogDescriptor.Start all =
                start.orElseThrow(() -> EngineException.violation("a binary log that was not announced"));
        LogName name = name(log);
        boolean follows = logs.isEmpty() || name(logs.getLast()).isBefore(name);
        long left =
                all.bytes() - logs.stream().mapToLong(LogDescriptor.Log::length).sum();
        if (log.index() != logs.size() || log.index() >= all.logs() || !follows || log.length() > left) {
            throw EngineException.violation("the donor's binary log " + printable(log.name()) + " (" + log.index()
                    + ", " + log.length() + " bytes) does not follow the one before it, or was not announced");
        }
        requireLastWhole();
        return false;
    }

    /** @throws EngineException DONOR_VIOLATION when the donor began with others */
    void requireSame(LogDescriptor.Start said) throws EngineException {
        if (start.isPresent() && !start.get().equals(said)) {
            throw others();
        }
    }

    private static EngineException others() {
        return EngineException.violation("the donor goes on with other binary logs than it began with");
    }

    /** @throws EngineException DONOR_VIOLATION when it is not what comes next of the last log */
    void requireNext(LogDescriptor.Block block) throws EngineException {
        long offset = locator.map(LogLocator::offset).orElse(0L);
        boolean inLog = !logs.isEmpty()
                && place().log() == logs.getLast().index()
                && block.offset() == offset
                && block.length() <= logs.getLast().length() - offset;
        if (!inLog) {
            throw EngineException.violation("the donor sends bytes " + block.offset() + "+" + block.length()
                    + " of a binary log of which " + offset + " are here");
        }
    }

    /** @throws EngineException DONOR_VIOLATION when anything that was announced is not here */
    void requireAll() throws EngineException {
        int all = start.map(LogDescriptor.Start::logs).orElse(0);
        if (all == 0 || logs.size() != all) {
            throw EngineException.violation("the donor ends after " + logs.size() + " binary logs of " + all);
        }
        requireLastWhole();
    }

    private void requireLastWhole() throws EngineException {
        if (!logs.isEmpty()
                && (place().log() != logs.getLast().index()
                        || place().offset() != logs.getLast().length())) {
            throw EngineException.violation("the donor sent " + place().offset() + " of the "
                    + logs.getLast().length() + " bytes of the binary log "
                    + printable(logs.getLast().name()));
        }
    }

    /** The base name of the logs, of which there is one at least. */
    String base() throws EngineException {
        return name(logs.getLast()).base();
    }

    private static LogName name(LogDescriptor.Log log) throws EngineException {
        return LogName.parse(log.name())
                .orElseThrow(() -> EngineException.violation(
                        "the donor sends a binary log by a name that is none: " + printable(log.name())));
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(LONGEST_SHOWN, name.length()));
    }
}
