package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import java.util.Locale;
import java.util.Optional;

/** Asks before something that cannot be taken back. */
final class Confirmation {
    private Confirmation() {}

    /**
     * Goes on when a person says yes.
     *
     * @throws Refusal if nobody does
     */
    static void ask(Surroundings surroundings, String question) {
        Optional<String> answer = surroundings.answer().apply(question + " Type yes: ");
        if (answer.isEmpty()) {
            throw new Refusal(
                    ExitCode.USAGE,
                    "there is nobody to ask, as standard input is no terminal: say --yes, or look first.");
        }
        if (!answer.get().strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new Refusal(ExitCode.STATE, "nothing was done.");
        }
    }
}
