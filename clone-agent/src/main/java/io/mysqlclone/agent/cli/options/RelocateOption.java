package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.engine.Relocation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where tablespaces go that are not in the data directory; behind a command's own options. */
abstract class RelocateOption {
    @Option(
            names = "--relocate",
            order = 1,
            paramLabel = "FROM=TO",
            split = ";",
            hideParamSyntax = true,
            converter = Values.Moved.class,
            description =
                    "Put tablespaces that lie below FROM, outside the data directory that is cloned, below TO on this"
                            + " host. Repeat it, or separate several by ';'. mysqld must be told of TO by --innodb-directories.")
    List<Relocation> relocations = new ArrayList<>();
}
