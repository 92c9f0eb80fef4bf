package io.mysqlclone.kubectl.cli;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.view.Facts;
import io.mysqlclone.kubectl.view.JsonView;
import io.mysqlclone.kubectl.view.LiveArea;
import io.mysqlclone.kubectl.view.ManyClones;
import io.mysqlclone.kubectl.view.Need;
import io.mysqlclone.kubectl.view.OneClone;
import io.mysqlclone.kubectl.view.Spans;
import io.mysqlclone.kubectl.view.Style;
import io.mysqlclone.kubectl.view.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows clones for as long as somebody looks. */
final class StatusWatch {
    private static final long ROUND_MILLIS = 500;

    /** Where nobody redraws, a clone whose figures alone move is told of so often. */
    private static final Duration RHYTHM = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final boolean json;
    private final Optional<String> name;
    private final boolean namespaces;
    private final LiveArea area;

    /** What was last told of a clone, by its uid. */
    private final Map<String, Told> told = new HashMap<>();

    private Optional<Instant> lostSince = Optional.empty();

    private record Told(String version, String state, Instant when) {}

    StatusWatch(Surroundings surroundings, boolean json, Optional<String> name, boolean namespaces) {
        this.surroundings = surroundings;
        this.json = json;
        this.name = name;
        this.namespaces = namespaces;
        this.area = new LiveArea(surroundings.out());
    }

    /** Until the clone of that name has ended; without a name until the process is told to end. */
    ExitCode follow(SharedIndexInformer<MySQLClone> informer) throws InterruptedException {
        while (true) {
            List<MySQLClone> clones = Cluster.sorted(informer.getStore().list());
            Instant now = surroundings.clock().instant();
            Optional<String> silence = silence(informer.isWatching(), now);
            if (surroundings.terminal() && !json) {
                draw(clones, silence, now);
            } else {
                clones.forEach(clone -> tell(clone, now));
                Set<String> there = clones.stream()
                        .map(clone -> clone.getMetadata().getUid())
                        .collect(Collectors.toSet());
                told.keySet().retainAll(there);
            }
            if (name.isPresent()) {
                if (clones.isEmpty()) {
                    surroundings.err().println("It was deleted.");
                    return ExitCode.NOT_FOUND;
                }
                Facts facts = new Facts(clones.getFirst());
                if (facts.ended()) {
                    return facts.failed() ? ExitCode.FAILED : ExitCode.DONE;
                }
            }
            Thread.sleep(ROUND_MILLIS);
        }
    }

    /** That what is shown is old, once the API server has been away for a while. */
    private Optional<String> silence(boolean watching, Instant now) {
        lostSince = watching ? Optional.empty() : lostSince.or(() -> Optional.of(now));
        return lostSince
                .map(since -> Duration.between(since, now))
                .filter(span -> span.toSeconds() > 0)
                .map(span -> "The API server has not been heard for " + Spans.text(span) + "; this is of then.");
    }

    private void draw(List<MySQLClone> clones, Optional<String> silence, Instant now) {
        Window window = surroundings.window().get();
        Style style = surroundings.style();
        List<String> lines = new ArrayList<>();
        silence.ifPresent(lines::add);
        if (name.isPresent()) {
            clones.forEach(clone -> lines.addAll(OneClone.lines(clone, style, now)));
        } else {
            lines.addAll(ManyClones.lines(clones, namespaces, style));
        }
        area.draw(lines, window.columns(), window.rows());
    }

    private void tell(MySQLClone clone, Instant now) {
        Told last = told.get(clone.getMetadata().getUid());
        String version = clone.getMetadata().getResourceVersion();
        if (last != null && last.version().equals(version)) {
            return;
        }
        Facts facts = new Facts(clone);
        String state = String.join(
                " ", facts.phase(), facts.reason(), facts.stage(), facts.transfers() ? "" : facts.message());
        if (last != null
                && last.state().equals(state)
                && !json
                && now.isBefore(last.when().plus(RHYTHM))) {
            return;
        }
        told.put(clone.getMetadata().getUid(), new Told(version, state, now));
        surroundings.out().println(json ? JsonView.of(clone) : line(facts));
        surroundings.out().flush();
    }

    private static String line(Facts facts) {
        String needs = Need.of(facts.resource()).stream()
                .map(need -> " [needs you: " + need.reason() + ", " + need.what() + "]")
                .collect(Collectors.joining());
        return Stream.of(
                                facts.fullName(),
                                facts.phase(),
                                facts.reason().isEmpty() ? "" : "(" + facts.reason() + ")",
                                facts.stage(),
                                facts.progress()
                                        .map(figures -> figures.percent() + "%")
                                        .orElse(""),
                                facts.bytes(),
                                facts.rate(),
                                facts.left())
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" "))
                + ": " + facts.message().replaceAll("\\s+", " ") + needs;
    }
}
