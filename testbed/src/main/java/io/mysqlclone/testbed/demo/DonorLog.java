package io.mysqlclone.testbed.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code clone-agent serve} prints, passed on, and what the demonstration needs of it. */
final class DonorLog {
    private static final Pattern FINGERPRINT = Pattern.compile("SHA-256 of the certificate: ([0-9a-f]{64})");
    private static final Pattern LISTENS = Pattern.compile("Serving .* on 127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern STATUS = Pattern.compile("Status is on (http://\\S+)/status");
    private static final Pattern CLONE = Pattern.compile("Clone ([0-9]+) (began|is complete)");
    private static final Pattern POINT = Pattern.compile("Took the point .* DDL waited for ([0-9]+) ms");
    private static final Pattern READ = Pattern.compile("\"storageReadBytes\":([0-9]+)");
    private static final Pattern GIVEN = Pattern.compile("\"givenBytes\":([0-9]+)");
    private static final int PATIENCE_SECONDS = 60;

    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<String> fingerprint = new CompletableFuture<>();
    private final CompletableFuture<String> status = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<Instant>> begun = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<Instant>> complete = new ConcurrentHashMap<>();
    private final List<Long> lockMillis = new CopyOnWriteArrayList<>();

    DonorLog(Process donor, PrintStream out) {
        Thread.ofVirtual().start(() -> read(donor, out));
    }

    private void read(Process donor, PrintStream out) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(donor.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println("    donor: " + line);
                note(line);
            }
        } catch (IOException e) {
            out.println("    donor: " + e.getMessage());
        }
        port.completeExceptionally(new IllegalStateException("clone-agent serve ended."));
    }

    private void note(String line) {
        Matcher certificate = FINGERPRINT.matcher(line);
        if (certificate.find()) {
            fingerprint.complete(certificate.group(1));
        }
        Matcher listens = LISTENS.matcher(line);
        if (listens.find()) {
            port.complete(Integer.valueOf(listens.group(1)));
        }
        Matcher http = STATUS.matcher(line);
        if (http.find()) {
            status.complete(http.group(1));
        }
        Matcher clone = CLONE.matcher(line);
        if (clone.find()) {
            var moments = clone.group(2).equals("began") ? begun : complete;
            moment(moments, Integer.parseInt(clone.group(1))).complete(Instant.now());
        }
        Matcher point = POINT.matcher(line);
        if (point.find()) {
            lockMillis.add(Long.valueOf(point.group(1)));
        }
    }

    private static CompletableFuture<Instant> moment(Map<Integer, CompletableFuture<Instant>> moments, int clone) {
        return moments.computeIfAbsent(clone, _ -> new CompletableFuture<>());
    }

    int port() throws ExecutionException, InterruptedException {
        return port.get();
    }

    String fingerprint() throws ExecutionException, InterruptedException {
        return fingerprint.get();
    }

    /** How long DDL waited for each point of a running server that was taken. */
    List<Long> lockMillis() {
        return List.copyOf(lockMillis);
    }

    /** Bytes that the donor had read from storage, and not from the page cache; by its HTTP status. */
    long storageReadBytes() throws Exception {
        return number(READ);
    }

    /** Bytes of data that it gave to all recipients; by its HTTP status. */
    long givenBytes() throws Exception {
        return number(GIVEN);
    }

    private long number(Pattern field) throws Exception {
        String address = status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(
                            HttpRequest.newBuilder(URI.create(address + "/status"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher number = field.matcher(body);
            if (!number.find()) {
                throw new IllegalStateException("The status of serve has no " + field.pattern() + ": " + body);
            }
            return Long.parseLong(number.group(1));
        }
    }

    /** Waits until a clone has begun; they are counted from 1. */
    void awaitBegun(int clone) throws ExecutionException, InterruptedException, TimeoutException {
        Instant _ = moment(begun, clone).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until so many clones are complete, from the first one on. */
    void awaitComplete(int clones) throws ExecutionException, InterruptedException, TimeoutException {
        for (int clone = 1; clone <= clones; clone++) {
            Instant _ = moment(complete, clone).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * How long both clones took, and how long both were at work; after both.
     *
     * @throws IllegalStateException when one had ended before the other one began
     */
    String atTheSameTime() throws ExecutionException, InterruptedException, TimeoutException {
        awaitComplete(2);
        Duration both = Duration.between(
                Collections.max(
                        List.of(moment(begun, 1).join(), moment(begun, 2).join())),
                Collections.min(
                        List.of(moment(complete, 1).join(), moment(complete, 2).join())));
        if (!both.isPositive()) {
            throw new IllegalStateException(
                    "One clone had ended before the other one began: give more data by --size.");
        }
        return "the agent cloned for " + took(1) + ", mysqld for " + took(2) + "; for " + seconds(both)
                + " both were at it";
    }

    private String took(int clone) {
        return seconds(Duration.between(
                moment(begun, clone).join(), moment(complete, clone).join()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
