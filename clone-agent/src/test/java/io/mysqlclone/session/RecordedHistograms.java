package io.mysqlclone.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a real server said, second by second; the file tells what it was doing. */
final class RecordedHistograms {
    /** Of the seconds in which statements took 80 ms. */
    static final int FIRST_SLOW = 4;

    static final int LAST_SLOW = 11;

    private RecordedHistograms() {}

    static List<StatementHistogram> all() throws IOException {
        SortedMap<Integer, SortedMap<Integer, Long>> counts = new TreeMap<>();
        SortedMap<Integer, Duration> ends = new TreeMap<>();
        try (var in = Objects.requireNonNull(RecordedHistograms.class.getResourceAsStream("/latency/histograms.txt"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line :
                    lines.lines().filter(text -> !text.startsWith("#")).toList()) {
                List<String> fields = List.of(line.split(" "));
                int bucket = Integer.parseInt(fields.get(1));
                ends.put(bucket, Duration.ofNanos(Long.parseLong(fields.get(2))));
                counts.computeIfAbsent(Integer.parseInt(fields.getFirst()), _ -> new TreeMap<>())
                        .put(bucket, Long.parseLong(fields.get(3)));
            }
        }
        SortedSet<Integer> buckets = new TreeSet<>(ends.keySet());
        List<StatementHistogram> all = new ArrayList<>();
        for (SortedMap<Integer, Long> second : counts.values()) {
            all.add(new StatementHistogram(buckets.stream()
                    .map(bucket -> new StatementHistogram.Bucket(
                            Objects.requireNonNull(ends.get(bucket)), second.getOrDefault(bucket, 0L)))
                    .toList()));
        }
        return all;
    }

    /** What ended in each second but the first. */
    static List<StatementHistogram> seconds() throws IOException {
        List<StatementHistogram> all = all();
        List<StatementHistogram> seconds = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            seconds.add(all.get(i).since(all.get(i - 1)).orElseThrow());
        }
        return seconds;
    }
}
