package io.mysqlclone.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a donor, summed up; lists have no more entries than a report can show.
 *
 * @param files how many
 * @param bytes their length together
 * @param neededBytes what they take of the target's file system, as the donor estimates it
 * @param encrypted how many the server needs a key for
 * @param pageCompressed how many have holes in their pages
 * @param holesTooSmall whether such holes are smaller than a block of the target's file system, so that they take space
 * @param mapped how many lie outside the donor's data directory and are mapped to this host
 * @param usedRelocations what they are mapped by
 * @param unmapped why the clone is refused, when files lie outside the donor's data directory and nothing maps them
 * @param unsafe why names are not accepted
 * @param systemFiles names of the system tablespace's files
 */
public record SurveyedFiles(
        long files,
        long bytes,
        long neededBytes,
        long encrypted,
        long pageCompressed,
        boolean holesTooSmall,
        long mapped,
        Set<Relocation> usedRelocations,
        Optional<String> unmapped,
        List<String> unsafe,
        Set<String> systemFiles) {
    /** No files. */
    public static final SurveyedFiles NONE =
            new SurveyedFiles(0, 0, 0, 0, 0, false, 0, Set.of(), Optional.empty(), List.of(), Set.of());

    public SurveyedFiles {
        usedRelocations = Set.copyOf(usedRelocations);
        unsafe = List.copyOf(unsafe);
        systemFiles = java.util.Collections.unmodifiableSet(new TreeSet<>(systemFiles));
    }

    /** Those of two engines. */
    public SurveyedFiles and(SurveyedFiles other) {
        return new SurveyedFiles(
                plus(files, other.files),
                plus(bytes, other.bytes),
                plus(neededBytes, other.neededBytes),
                plus(encrypted, other.encrypted),
                plus(pageCompressed, other.pageCompressed),
                holesTooSmall || other.holesTooSmall,
                plus(mapped, other.mapped),
                union(usedRelocations, other.usedRelocations),
                Stream.concat(unmapped.stream(), other.unmapped.stream()).reduce((a, b) -> a + "; " + b),
                Stream.concat(unsafe.stream(), other.unsafe.stream()).toList(),
                union(systemFiles, other.systemFiles));
    }

    private static long plus(long a, long b) {
        return Math.min(a, Long.MAX_VALUE - b) + b;
    }

    private static <T> Set<T> union(Collection<T> a, Collection<T> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return all.stream().collect(Collectors.toSet());
    }
}
