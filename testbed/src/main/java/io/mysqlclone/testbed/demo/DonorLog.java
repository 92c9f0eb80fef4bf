package io.mysqlclone.testbed.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code clone-agent serve} prints, passed on, and what the demonstration needs of it. */
final class DonorLog {
    private static final Pattern FINGERPRINT = Pattern.compile("SHA-256 of the certificate: ([0-9a-f]{64})");
    private static final Pattern LISTENS = Pattern.compile("Serving .* on 127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern CLONE = Pattern.compile("Clone ([12]) (began|is complete)");
    private static final int PATIENCE_SECONDS = 60;

    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<String> fingerprint = new CompletableFuture<>();
    private final List<CompletableFuture<Instant>> begun =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());
    private final List<CompletableFuture<Instant>> complete =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());

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
        Matcher clone = CLONE.matcher(line);
        if (clone.find()) {
            var moments = clone.group(2).equals("began") ? begun : complete;
            moments.get(Integer.parseInt(clone.group(1)) - 1).complete(Instant.now());
        }
    }

    int port() throws ExecutionException, InterruptedException {
        return port.get();
    }

    String fingerprint() throws ExecutionException, InterruptedException {
        return fingerprint.get();
    }

    /** Waits until a clone has begun; they are counted from 1. */
    void awaitBegun(int clone) throws ExecutionException, InterruptedException, TimeoutException {
        Instant _ = begun.get(clone - 1).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * How long both clones took, and how long both were at work; after both.
     *
     * @throws IllegalStateException when one had ended before the other one began
     */
    String atTheSameTime() throws ExecutionException, InterruptedException, TimeoutException {
        for (var moment : complete) {
            Instant _ = moment.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        Duration both = Duration.between(
                Collections.max(List.of(begun.get(0).join(), begun.get(1).join())),
                Collections.min(List.of(complete.get(0).join(), complete.get(1).join())));
        if (!both.isPositive()) {
            throw new IllegalStateException(
                    "One clone had ended before the other one began: give more data by --size.");
        }
        return "the agent cloned for " + took(0) + ", mysqld for " + took(1) + "; for " + seconds(both)
                + " both were at it";
    }

    private String took(int clone) {
        return seconds(
                Duration.between(begun.get(clone).join(), complete.get(clone).join()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
