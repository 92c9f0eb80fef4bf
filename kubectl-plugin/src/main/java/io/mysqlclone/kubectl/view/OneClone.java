package io.mysqlclone.kubectl.view;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One clone, on several lines. */
public final class OneClone {
    private static final int LONGEST_BAR = 50;
    private static final int BAR_MARGIN = 12;
    private static final String INDENT = "  ";

    private OneClone() {}

    /** Its lines; none is longer than the style's width. */
    public static List<String> lines(MySQLClone clone, Style style, Instant now) {
        Facts facts = new Facts(clone);
        List<String> lines = new ArrayList<>();
        lines.add(style.paint(Style.BOLD, facts.fullName()) + "  " + phase(facts, style) + reason(facts));
        facts.progress().ifPresent(figures -> {
            int length = Math.clamp(style.width() - BAR_MARGIN, 1, LONGEST_BAR);
            lines.add(INDENT + Bar.of(figures.percent(), length, style));
        });
        String figures = join(facts.stage(), facts.bytes(), facts.rate(), facts.left(), connections(facts));
        if (!figures.isEmpty()) {
            lines.addAll(wrapped(figures, style));
        }
        lines.addAll(wrapped(
                "from " + facts.donor()
                        + (facts.recipient().isEmpty() ? "" : " to " + facts.recipient())
                        + ", made " + Spans.text(facts.age(now)) + " ago"
                        + facts.schedule()
                                .map(schedule -> " by schedule " + schedule)
                                .orElse("")
                        + limits(clone),
                style));
        lines.addAll(wrapped(facts.message(), style));
        Scripts.of(clone)
                .ifPresent(scripts -> wrapped(scripts.text(), style)
                        .forEach(line -> lines.add(scripts.areIgnored() ? style.paint(Style.YELLOW, line) : line)));
        Optional.ofNullable(facts.status().agent())
                .filter(agent -> agent.pod() != null && agent.container() != null && !facts.ended())
                .map(agent -> log(clone, agent))
                .ifPresent(log -> lines.addAll(wrapped(log, style)));
        for (Need need : Need.of(clone)) {
            lines.add(INDENT + style.paint(Style.YELLOW, "needs you: " + need.reason()));
            if (!need.sentence().equals(facts.message())) {
                lines.addAll(wrapped(need.sentence(), style));
            }
            lines.addAll(wrapped("-> " + need.what(), style));
        }
        return lines.stream().map(style::fit).toList();
    }

    private static String log(MySQLClone clone, AgentStatus agent) {
        return "log: kubectl logs -n " + clone.getMetadata().getNamespace() + " " + agent.pod() + " -c "
                + agent.container();
    }

    private static String phase(Facts facts, Style style) {
        if (facts.failed()) {
            return style.paint(Style.RED, facts.phase());
        }
        return facts.ended()
                ? style.paint(Style.GREEN, facts.phase())
                : Need.of(facts.resource()).isEmpty() ? facts.phase() : style.paint(Style.YELLOW, facts.phase());
    }

    private static String reason(Facts facts) {
        return facts.reason().isEmpty() || facts.reason().equals(facts.phase()) ? "" : " (" + facts.reason() + ")";
    }

    private static String connections(Facts facts) {
        return facts.progress()
                .filter(figures -> facts.transfers() && figures.connections() > 0)
                .map(figures -> figures.connections() + (figures.connections() == 1 ? " connection" : " connections"))
                .orElse("");
    }

    private static String limits(MySQLClone clone) {
        Transfer transfer = clone.getSpec().transfer();
        String data = limit("data", transfer.maxDataBytesPerSecond());
        String network = limit("network", transfer.maxNetworkBytesPerSecond());
        return data + network;
    }

    private static String limit(String what, long bytesPerSecond) {
        return bytesPerSecond == 0 ? "" : ", " + what + " limited to " + Sizes.text(bytesPerSecond) + "/s";
    }

    private static String join(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    private static List<String> wrapped(String text, Style style) {
        return Wrap.lines(text, Math.max(1, style.width() - INDENT.length())).stream()
                .map(line -> INDENT + line)
                .toList();
    }
}
