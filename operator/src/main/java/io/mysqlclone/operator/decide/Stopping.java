package io.mysqlclone.operator.decide;

import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stop of mysqld that a commit or a rollback waits for: the agent waits in mysqld's pod, the pod is evicted, and the
 * kubelet's SIGTERM reaches both. mysqld ends, then the agent does its work, in what is left of the pod's grace period.
 */
final class Stopping {

    /** Beyond the grace period: for the operator to see that the agent waits, and for the eviction. */
    private static final Duration MARGIN = Duration.ofMinutes(2);
    /** How long a person is waited for by one run; another one follows. */
    private static final Duration BY_HAND = Duration.ofHours(1);
    /** What a mysqld that was killed once is given at least. */
    private static final Duration SENSIBLE = Duration.ofSeconds(30);
    /**
     * An agent of which nothing can be known, neither at its port nor from its log, waits for the stop after so long. On a node
     * that is short of CPU it takes more than ten seconds to begin, and one that is told to end before it waits has mysqld
     * stopped for nothing.
     */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private static final int DOUBLINGS = 16;

    private static final String WAITING = "WaitingForStop";

    private Stopping() {}

    /** A run that waits for the stop, which may only begin when the stop would not be forbidden. */
    static Launches.Wanted wanted(Situation situation, AgentCommand command, Launches.Place place) {
        return switch (place) {
            case Launches.Place.On _ -> Launches.Wanted.of(command, place);
            case Launches.Place.Beside(ServerPod server) -> {
                boolean evictable = server.controller().isPresent();
                boolean runs = server.server().startedAt().isPresent();
                yield new Launches.Wanted(
                        command,
                        place,
                        evictable
                                ? grace(situation, server)
                                        .orElse(server.gracePeriod())
                                        .plus(MARGIN)
                                : BY_HAND,
                        evictable && runs ? List.of(new Action.MayEvict(server.name(), server.uid())) : List.of());
            }
        };
    }

    /** Whether the agent is ready for mysqld's stop. */
    static boolean awaited(Situation situation, AgentRun.Running running) {
        return running.status()
                .map(status -> WAITING.equals(status.state()))
                .orElseGet(() -> situation.since(running.startedAt()).compareTo(SETTLED) >= 0);
    }

    static Action evict(Situation situation, ServerPod server) {
        return new Action.Evict(server.name(), server.uid(), grace(situation, server));
    }

    /** What mysqld is given to stop, when that must be more than its pod says. */
    private static Optional<Duration> grace(Situation situation, ServerPod server) {
        int tries = Math.min(situation.attempts(), DOUBLINGS);
        if (tries == 0) {
            return Optional.empty();
        }
        Duration doubled = server.gracePeriod().multipliedBy(1L << tries);
        Duration wanted = doubled.compareTo(SENSIBLE) < 0 ? SENSIBLE : doubled;
        Duration longest = situation.spec().longestGrace();
        Duration given = wanted.compareTo(longest) > 0 ? longest : wanted;
        return given.compareTo(server.gracePeriod()) > 0 ? Optional.of(given) : Optional.empty();
    }
}
