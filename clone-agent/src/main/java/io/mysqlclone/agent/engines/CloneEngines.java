package io.mysqlclone.agent.engines;

import io.mysqlclone.binlog.apply.BinaryLogEngine;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.innodb.apply.InnodbEngine;
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
        return new EngineSet<>(List.of(new InnodbEngine(), new BinaryLogEngine()));
    }

    /** InnoDB, and the binary logs besides if they are wanted. */
    public static EngineSet<ClonePlace> with(boolean binaryLogs) {
        return binaryLogs ? all() : standard();
    }
}
