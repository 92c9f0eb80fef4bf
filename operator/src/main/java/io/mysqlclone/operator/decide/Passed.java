package io.mysqlclone.operator.decide;

import io.mysqlclone.operator.observe.RecipientState;
import java.util.stream.Collectors;

/** What the condition PreflightPassed says when it is True: what was found, so that a wrong guess is noticed early. */
final class Passed {

    private Passed() {}

    static String text(Situation situation) {
        String found =
                switch (situation.seen().recipient()) {
                    case RecipientState.InPod(var server) ->
                        ": mysqld runs in container " + server.container() + " of pod " + server.name()
                                + ", its data directory is " + server.data().serverDirectory() + " on claim "
                                + server.data().claimName();
                    case RecipientState.OnClaim(var volume, var _) ->
                        ": the clone goes to " + volume.pathInVolume() + " on claim " + volume.claimName();
                    case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> "";
                };
        return "Donor and recipient allow the clone" + found + "."
                + situation.seen().server().stream()
                        .flatMap(server -> server.hints().warnings().stream())
                        .map(warning -> " " + warning)
                        .collect(Collectors.joining());
    }
}
