package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** What a run of the agent does at a server that has recovered on the clone; other runs follow until one has ended well. */
interface ServerTask {

    /** The run that does it. */
    AgentCommand command();

    /** Where the clone is meanwhile. */
    Phase phase();

    /** Why it is there while the run is at work. */
    Reason reason();

    /** What the run does, as one sentence. */
    String atWork();

    /** That a run is being launched, as one sentence. */
    String beginning();

    /** What the clone is suspended before, behind "before". */
    String name();

    /** What the end of a run, which is not accounted for yet, leads to. */
    Decision account(Situation situation, AgentRun.Ended end);

    /** What a run that has not ended well says. */
    Setback failure(AgentRun.Ended end);

    /** What is to be done now. */
    default Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(command());
        if (run.filter(AgentRun::active).isPresent()) {
            return switch (run.get().state()) {
                case AgentRun.Waiting waiting ->
                    Launches.waiting(situation, run.get(), waiting, Duration.ZERO, phase());
                case AgentRun.Running _, AgentRun.Ended _ -> busy(situation, reason(), atWork());
            };
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(command());
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The recipient serves the clone, but is suspended before " + name()
                            + "; set spec.suspend to false to go on.");
        }
        Optional<ServerPod> server = situation
                .seen()
                .server()
                .filter(pod -> !pod.deleting() && pod.server().startedAt().isPresent());
        if (server.isEmpty()) {
            return busy(situation, Reason.WAITING_FOR_POD, "The recipient's pod is not running.");
        }
        Optional<Duration> pause = end.flatMap(last -> Retry.pause(situation, last));
        if (pause.isPresent()) {
            Setback last = failure(end.orElseThrow());
            return Decision.in(situation, phase(), last.reason(), last.message())
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                Launches.Wanted.of(command(), new Launches.Place.Beside(server.get())),
                phase(),
                beginning());
    }

    private Decision busy(Situation situation, Reason reason, String message) {
        return Decision.in(situation, phase(), reason, message).again(Rhythm.BUSY);
    }
}
