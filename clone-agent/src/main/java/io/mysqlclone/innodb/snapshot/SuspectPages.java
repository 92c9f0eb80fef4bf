package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages whose checksum was wrong in FILE COPY. The donor copies files while it writes them, so a page may arrive torn;
 * then it was changed, and PAGE COPY brings it again. Only what is still wrong after that is corrupt. Thread safe.
 */
public final class SuspectPages {
    /** More torn pages than a donor can write while one block is read, by far. */
    private static final int MAX = 100_000;

    private final Set<Page> pages = new LinkedHashSet<>();
    private List<Page> unrecorded = new ArrayList<>();

    /** A page of a data file, counted from 0. */
    public record Page(int fileIndex, long number) {}

    /** A page arrived with a wrong checksum. CORRUPT_DATA, when there are too many for torn pages. */
    public synchronized void add(int fileIndex, long number) throws EngineException {
        Page page = new Page(fileIndex, number);
        if (pages.add(page)) {
            unrecorded.add(page);
        }
        if (pages.size() > MAX) {
            throw new EngineException(
                    EngineException.Kind.CORRUPT_DATA,
                    "more than " + MAX + " pages arrived with a wrong checksum",
                    Optional.of("check the donor's storage with innochecksum, or clone with --no-verify-pages"),
                    null);
        }
    }

    /** Takes over what the journal has. */
    public synchronized void restore(List<Page> recorded) {
        pages.addAll(recorded);
    }

    /** Takes the pages that the journal does not have yet. */
    public synchronized List<Page> drain() {
        List<Page> drained = unrecorded;
        unrecorded = new ArrayList<>();
        return drained;
    }

    /** All pages, each once. */
    public synchronized List<Page> all() {
        return List.copyOf(pages);
    }
}
