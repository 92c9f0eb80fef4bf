package io.mysqlclone.innodb.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What all threads of a verification have seen. Counts are exact; of the sentences a bounded number is kept. */
final class Findings {
    private static final int MOST_SENTENCES = 100;

    private final LongAdder verified = new LongAdder();
    private final LongAdder unverifiable = new LongAdder();
    private final LongAdder copies = new LongAdder();
    private final LongAdder corrupt = new LongAdder();
    private final List<Problem> problems = new ArrayList<>();

    private record Problem(String file, long page, String sentence) {}

    void count(long verifiedPages, long unverifiablePages) {
        verified.add(verifiedPages);
        unverifiable.add(unverifiablePages);
    }

    /** Pages that are copies of others, and nothing of their own. */
    void copies(long pages) {
        copies.add(pages);
    }

    long copies() {
        return copies.sum();
    }

    /** A wrong page. */
    void page(TablespaceFile file, long page, String what) {
        problem(file.name(), page, 1, "page " + page + " of " + file.name() + " " + what);
    }

    /**
     * Something wrong that is more than one page.
     *
     * @param pages pages that are wrong or missing
     */
    void problem(String file, long page, long pages, String sentence) {
        corrupt.add(pages);
        synchronized (problems) {
            if (problems.size() < MOST_SENTENCES) {
                problems.add(new Problem(file, page, sentence));
            }
        }
    }

    long verified() {
        return verified.sum();
    }

    long unverifiable() {
        return unverifiable.sum();
    }

    long corrupt() {
        return corrupt.sum();
    }

    /** The sentences by file and page. */
    List<String> sentences() {
        synchronized (problems) {
            return problems.stream()
                    .sorted(Comparator.comparing(Problem::file).thenComparingLong(Problem::page))
                    .map(Problem::sentence)
                    .toList();
        }
    }
}
