package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.PreflightFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.agent.run.DonorLatency;
import io.mysqlclone.agent.run.ServerSurvey;
import io.mysqlclone.recipient.preflight.Preflight;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent preflight}. */
@Command(
        name = "preflight",
        header = "Tell everything that would keep a clone from starting, at once; changes nothing.",
        customSynopsis = {
            "clone-agent preflight --donor HOST[:PORT] --user NAME",
            "                             [--password-file FILE] --data-dir DIR [OPTION...]",
            "clone-agent preflight --server SOCKET|HOST[:PORT] --user NAME",
            "                             [--password-file FILE] [--data-dir DIR] [OPTION...]"
        },
        description = {
            "",
            "Takes the options of clone, asks donor and target what clone would ask them, and prints one line for each check.",
            "With --server it takes the options of serve --server, and looks at what a donor beside that server needs."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:every check passed",
            "2:the command line or the environment is wrong",
            "3:a check failed; clone, or serve and local beside --server, would be refused",
            "5:the donor was not reached, and nothing else is known to be wrong"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  With MySQL's own certificates; ca.pem is from the donor's data directory:",
            "    clone-agent preflight --donor db1.example.com --user clone \\",
            "        --password-file pw --tls-mode verify-ca --tls-ca ca.pem \\",
            "        --data-dir /var/lib/mysql",
            "  What serve --server is going to need, on the server's host:",
            "    clone-agent preflight --server /var/run/mysqld/mysqld.sock --user backup \\",
            "        --password-file pw"
        })
final class PreflightCommand implements Callable<Integer> {
    @Mixin
    private PreflightFlags flags = new PreflightFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 7)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    PreflightCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (var pem = new PemVariables(surroundings.environment())) {
            var resultFile = output.openResultFile();
            var report =
                    switch (flags.subject(surroundings, pem)) {
                        case PreflightFlags.Subject.Clone(var request, var latency) ->
                            new Preflight(flags.engines(), request, flags.volume())
                                    .check()
                                    .with(latency.map(DonorLatency::check));
                        case PreflightFlags.Subject.Server(var source) -> ServerSurvey.report(source);
                    };
            output.display(surroundings).preflight(report);
            resultFile.ifPresent(file -> file.write(OutcomeJson.of(report)));
            return OutcomeJson.exitCode(report).code();
        }
    }
}
