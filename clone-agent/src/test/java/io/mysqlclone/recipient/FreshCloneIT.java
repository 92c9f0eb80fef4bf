package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshCloneIT {
    @Test
    void clones(@TempDir Path scratch) throws Exception {
        try (MysqlServer donor =
                MysqlServer.builder(scratch.resolve("donor")).donor().start()) {
            donor.createCloneUser("cloner", "secret");
            donor.execute("create database d; create table d.t (a int primary key, b varchar(100));"
                    + "insert into d.t values (1,'x'),(2,'y')");
            Path target = scratch.resolve("copy");
            var request = new CloneRequest(
                    new ConnectionOptions(
                            new Endpoint.Tcp("127.0.0.1", donor.port()),
                            new Credentials("cloner", Secret.of("secret")),
                            TlsOptions.of(TlsMode.PREFERRED),
                            Compression.NONE,
                            Duration.ofSeconds(10)),
                    new CloneRequest.Target(target, false, List.of()),
                    new CloneRequest.Concurrency.Fixed(4),
                    Limits.NONE,
                    new CloneRequest.DdlPolicy(Duration.ofSeconds(300), false),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    true,
                    4 << 20);
            CloneResult result = new CloneRun(request, event -> System.out.println(event)).run();
            System.out.println(result);
            try (MysqlServer copy = MysqlServer.builder(scratch.resolve("c"))
                    .dataDir(target)
                    .option("--plugin-load-add=mysql_clone.so")
                    .option("--gtid-mode=ON")
                    .option("--enforce-gtid-consistency=ON")
                    .start()) {
                assertThat(copy.checksums()).isEqualTo(donor.checksums());
                assertThat(copy.gtidExecuted()).isEqualTo(donor.gtidExecuted());
                System.out.println(copy.query("select * from performance_schema.clone_status"));
                System.out.println(copy.query("select * from performance_schema.clone_progress"));
            }
        }
    }
}
