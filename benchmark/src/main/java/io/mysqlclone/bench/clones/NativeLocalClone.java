package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.machine.ProcessUsage;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;

/** {@code CLONE LOCAL DATA DIRECTORY} in the donor's mysqld, which has done other things before. */
final class NativeLocalClone implements CloneSide {

    @Override
    public Prepared prepare(Donor donor, Giver giver, Row row) {
        MysqlServer server = giver.queried().orElseThrow();
        NativeClone.limitConnections(server, row);
        return new Ready(server);
    }

    private record Ready(MysqlServer server) implements Prepared {

        @Override
        public void warm() {
            // The server runs.
        }

        @Override
        public Received clone(Path target) {
            long pid = server.pid();
            long idle = ProcessUsage.residentBytes(pid).orElseThrow();
            double cpu = ProcessUsage.cpuSeconds(pid);
            double began = System.currentTimeMillis() / 1e3;
            long start = System.nanoTime();
            server.execute("CLONE LOCAL DATA DIRECTORY = '" + target + "'");
            double wall = (System.nanoTime() - start) / 1e9;
            return new Received(
                    began,
                    wall,
                    ProcessUsage.cpuSeconds(pid) - cpu,
                    ProcessUsage.peakResidentBytes(pid).orElseThrow(),
                    idle,
                    StageTimes.of(server));
        }

        @Override
        public void close() {
            // The donor goes on.
        }
    }
}
