package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.ProbeFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.ProbeReport;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.recipient.preflight.DonorProbe;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent probe}. */
@Command(
        name = "probe",
        header = "Tell of servers what they are, and whether an account may clone them now.",
        customSynopsis = {
            "clone-agent probe --donor HOST[:PORT] [--donor ...] --user NAME",
            "                             [--password-file FILE] [OPTION...]"
        },
        description = {
            "",
            "Needs no target and begins no clone, so that it takes nothing from anybody who clones them: it can be asked again"
                    + " and again. What a clone would meet besides, such as files outside the data directory, preflight tells.",
            "Whether a server is a replica, only an account that may read performance_schema sees; of the others read_only"
                    + " is told. A clone that another account makes is not seen."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:all of them were looked at, whatever was found",
            "2:the command line or the environment is wrong"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  clone-agent probe --donor db1.example.com --donor db2.example.com \\",
            "      --user clone --password-file pw --tls-mode verify-ca --tls-ca ca.pem"
        })
final class ProbeCommand implements Callable<Integer> {
    @Mixin
    private ProbeFlags flags = new ProbeFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    ProbeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::probe).code();
    }

    private Conclusion probe() throws InterruptedException {
        try (var pem = new PemVariables(surroundings.environment())) {
            var servers = flags.servers(surroundings, pem);
            var addresses =
                    servers.stream().map(server -> server.endpoint().toString()).toList();
            return ProbeReport.of(addresses, DonorProbe.of(servers));
        }
    }
}
