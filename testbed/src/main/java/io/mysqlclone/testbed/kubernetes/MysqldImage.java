package io.mysqlclone.testbed.kubernetes;

import io.mysqlclone.testbed.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The image of a MySQL server for tests, with the programs of the testbed's MySQL and a small part of the official image's
 * entry point: {@code MYSQL_ROOT_PASSWORD}, {@code MYSQL_ROOT_HOST}, {@code MYSQL_DATABASE}, {@code MYSQL_USER}, {@code
 * MYSQL_PASSWORD}, {@code /docker-entrypoint-initdb.d/*.sql} and {@code /etc/mysql/conf.d}. Runs as user 999, with the data
 * directory {@code /var/lib/mysql}; has {@code mysql}, {@code mysqladmin}, busybox, and the clone plugin, which {@code
 * --plugin-load-add=mysql_clone.so} loads.
 */
public final class MysqldImage {

    /** Its name. */
    public static final String NAME = "mysql-clone-operator/mysqld:9.7";

    private MysqldImage() {}

    /** The archive to {@linkplain KubernetesCluster#load load}; made at the first call, which takes seconds, and kept. */
    public static Path archive() {
        return Path.of(Shell.output(
                List.of(Shell.script("testbed/cluster").toString(), "image-mysqld"),
                Optional.of(ProcessBuilder.Redirect.INHERIT)));
    }
}
