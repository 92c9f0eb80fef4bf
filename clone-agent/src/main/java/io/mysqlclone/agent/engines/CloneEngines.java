package io.mysqlclone.agent.engines;

import io.mysqlclone.binlog.apply.BinaryLogEngine;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.innodb.apply.InnodbEngine;
import io.mysqlclone.tablefiles.apply.TableFilesEngine;
import java.util.ArrayList;
import java.util.List;

/** Which storage engines there are. */
public final class CloneEngines {
    private CloneEngines() {}

    /** What every donor gives: a stock MySQL has InnoDB only. */
    public static EngineSet<ClonePlace> standard() {
        return new EngineSet<>(List.of(new InnodbEngine()));
    }

    /** All that this program can clone, in the order of their locators. */
    public static EngineSet<ClonePlace> all() {
        return with(true, true);
    }

    /**
     * InnoDB, and what is wanted besides.
     *
     * @param tables those without a log
     */
    public static EngineSet<ClonePlace> with(boolean binaryLogs, boolean tables) {
        List<CloneEngine<ClonePlace>> engines = new ArrayList<>();
        engines.add(new InnodbEngine());
        if (binaryLogs) {
            engines.add(new BinaryLogEngine());
        }
        if (tables) {
            engines.add(new TableFilesEngine());
        }
        return new EngineSet<>(engines);
    }
}
