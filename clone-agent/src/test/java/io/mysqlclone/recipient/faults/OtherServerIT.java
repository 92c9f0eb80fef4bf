package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The donor's address leads to another server, as after a failover. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class OtherServerIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private Path scratch;

    /** Clones what is behind the proxy until some data has come, and is killed. */
    private static void begin(FaultProxy proxy, Path target) throws Exception {
        Hold hold = Hold.at(proxy, 60, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
        try (AgentProcess agent = AgentProcess.start(proxy.port(), target, 1)) {
            hold.awaitReached(agent);
            KillResumeIT.awaitJournalAtRest(target);
            agent.kill();
        } finally {
            hold.close();
            proxy.cutAll(Fault.Cut.RST);
        }
    }

    /**
     * Each of the two servers has begun its first clone and keeps its snapshot, so that one's locator is also the other's: a
     * recipient that went on with it would get the rest of a snapshot that it has not the beginning of.
     */
    @Test
    void whatWasBegunAtOneServerIsNotGoneOnWithAtAnother() throws Exception {
        Path target = scratch.resolve("target");
        try (MysqlServer first = Servers.donor(scratch.resolve("first"));
                MysqlServer second = Servers.donor(scratch.resolve("second"));
                FaultProxy address = FaultProxy.to(first.port());
                FaultProxy somebodys = FaultProxy.to(second.port())) {
            second.execute("CREATE TABLE sample.of_the_second (id INT PRIMARY KEY); INSERT INTO sample.of_the_second"
                    + " VALUES (1); UPDATE sample.plain_1 SET k = k + 7");
            begin(somebodys, scratch.resolve("somebodys"));
            begin(address, target);

            address.leadTo(second.port());
            try (AgentProcess agent = AgentProcess.start(address.port(), target, 2)) {
                assertThat(agent.awaitExit()).as(agent.output()).isZero();
                assertThat(agent.output()).contains("StartedOver[", "another server answers at the donor's address");
            }
            Servers.assertServes(target, second);
        }
    }
}
